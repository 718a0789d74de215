/** What the shelf manager tells of the shelf and of itself (PICMG 3.0 sections 3.1.6, 3.2.7 and 3.9). */
import { GetShelfAddressInfo } from "../../src/ipmi/commands/picmg/get-shelf-address-info.ts";
import { GetShelfManagerIpAddresses } from "../../src/ipmi/commands/picmg/get-shelf-manager-ip-addresses.ts";
import { GetShelfManagerIpmbAddress } from "../../src/ipmi/commands/picmg/get-shelf-manager-ipmb-address.ts";
import { GetShelfPowerAllocation } from "../../src/ipmi/commands/picmg/get-shelf-power-allocation.ts";
import { SetShelfAddressInfo } from "../../src/ipmi/commands/picmg/set-shelf-address-info.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import { encodeLatin1 } from "../../src/wire/text.ts";
import { bmcAddress, type Controller, type Machine } from "../machine/machine.ts";
import { siteTypes } from "../machine/words.ts";
import { type Handler, on, original, refuse } from "./handler.ts";
import type { ShelfManager } from "./shelf-manager.ts";
import type { ShelfManagers } from "./shelf-managers.ts";

/** Where a BMC answers over LAN. */
export interface LanAddress {
  readonly host: string;
  readonly port: number;
}

const noBackup = 0xff;
const latin1 = 0xc0;
const addressLength = 20;
/** Seconds for which a program has to bear with a shelf manager that does not answer. */
const maximumUnavailable = 5;

export function shelfInfoHandlers(
  machine: Machine,
  manager: ShelfManager,
  managers: ShelfManagers,
  lan: LanAddress | undefined,
): Handler[] {
  let address = shelfAddress(machine);
  const onlyShelfManager = (controller: Controller) => {
    if (machine.shelf === undefined || controller.address !== bmcAddress) refuse(CompletionCode.invalidCommand);
  };
  return [
    on(GetShelfAddressInfo, (_request, { controller }) => {
      onlyShelfManager(controller);
      return address;
    }),
    on(SetShelfAddressInfo, (request, { controller }) => {
      onlyShelfManager(controller);
      if (request.address.length > addressLength) return refuse(CompletionCode.dataLengthInvalid);
      address = request;
      return {};
    }),
    on(GetShelfManagerIpmbAddress, () =>
      machine.shelf === undefined
        ? original
        : { active: bmcAddress, backup: managers.isRedundant ? (managers.standby?.address ?? noBackup) : noBackup },
    ),
    on(GetShelfManagerIpAddresses, ({ addressNumber }, { controller }) => {
      onlyShelfManager(controller);
      const address = ipv4Of(lan?.host);
      if (lan === undefined || address === undefined) return refuse(CompletionCode.notSupportedInState);
      if (addressNumber !== 0) return refuse(CompletionCode.parameterOutOfRange);
      return {
        lastChange: 0,
        addressCount: 1,
        siteType: siteTypes["shelf manager"],
        siteNumber: managers.at(controller).site?.number ?? 1,
        maximumUnavailable,
        addressType: "ipv4" as const,
        shelfManager: true,
        address,
        port: lan.port,
      };
    }),
    on(GetShelfPowerAllocation, ({ feedIndex }, { controller }) => {
      onlyShelfManager(controller);
      // All feeds carry the same: each FRU draws from all of them.
      const share = Math.ceil(manager.allocated / manager.feeds);
      if (feedIndex >= manager.feeds) return refuse(CompletionCode.parameterOutOfRange);
      return {
        updateCounter: manager.changes & 0xffff,
        allocations: Array.from({ length: manager.feeds - feedIndex }, () => share),
      };
    }),
  ];
}

function shelfAddress({ shelf }: Machine): { typeLength: number; address: Uint8Array } {
  const address = new Uint8Array(addressLength);
  const text = encodeLatin1(shelf?.address ?? "");
  address.set(text);
  return { typeLength: latin1 | text.length, address };
}

function ipv4Of(host: string | undefined): Uint8Array | undefined {
  const parts = host?.split(".").map(Number) ?? [];
  return parts.length === 4 && parts.every((part) => part <= 255) ? Uint8Array.from(parts) : undefined;
}
