/** The records PICMG 3.0 keeps in FRU inventories: the shelf's tables and what a board is wired for. */

import type { MultiRecordBody } from "../../src/ipmi/fru/index.ts";
import { encodeLatin1 } from "../../src/wire/text.ts";
import type { Controller, Machine } from "../machine/machine.ts";
import { siteTypes, slotHardwareAddress } from "../machine/words.ts";

/** Link types of the board connectivity record (PICMG 3.0 table 3-53). */
const linkTypes = { base: 0x01, fabric: 0x02 } as const;
/** Channel types of the backplane record (PICMG 3.0 table 3-51). */
const channelTypes = { base: 0x0b, fabric: 0x0a } as const;
/** All four ports of a fabric channel, the one port of a base channel. */
const ports = { base: 0b0001, fabric: 0b1111 } as const;
/** Slots 1 and 2 are the hubs of a dual star. */
const hubSlots = [1, 2] as const;
const latin1 = 0xc0;

export function shelfRecords(machine: Machine): MultiRecordBody[] {
  const { shelf } = machine;
  if (shelf === undefined) return [];
  const slots = Array.from({ length: shelf.slots }, (_, index) => index + 1);
  const others = machine.controllers.flatMap(({ site }) =>
    site === undefined || site.type === siteTypes.board ? [] : [site],
  );
  const sites = [
    ...slots.map((slot) => ({ hardwareAddress: slotHardwareAddress(slot), number: slot, type: siteTypes.board })),
    ...others,
  ];
  const shelfAddress = new Uint8Array(20);
  shelfAddress.set(encodeLatin1(shelf.address));
  const power = Math.round(shelf.slotPower ?? 200);
  const amperes = Math.round((shelf.feedCurrent ?? 50) * 10);
  return [
    {
      kind: "picmg-address-table",
      recordVersion: 0,
      shelfAddressTypeLength: latin1 | shelf.address.length,
      shelfAddress,
      entries: sites.map(({ hardwareAddress, number, type }) => ({
        hardwareAddress,
        siteNumber: number,
        siteType: type,
      })),
    },
    {
      kind: "picmg-power-distribution",
      recordVersion: 0,
      feeds: Array.from({ length: shelf.feeds ?? 2 }, (_, feed) => ({
        maximumExternalCurrent: amperes,
        maximumInternalCurrent: amperes,
        minimumOperatingVoltage: Math.round((shelf.minimumVoltage ?? 40) * 2),
        // Each feed serves the sites whose turn it is: half the slots on either of two feeds.
        frus: sites
          .filter((_, index) => index % (shelf.feeds ?? 2) === feed)
          .map(({ hardwareAddress }) => ({ hardwareAddress, fruDeviceId: 254 })),
      })),
    },
    {
      kind: "picmg-activation-and-power-management",
      recordVersion: 0,
      readinessAllowance: 30,
      descriptors: slots.map((slot) => ({
        hardwareAddress: slotHardwareAddress(slot),
        fruDeviceId: 254,
        maximumPower: power,
        delayBeforeNext: 5,
        shelfManagerActivates: true,
        shelfManagerDeactivates: true,
      })),
    },
    // A record for each interface: both together do not fit into one.
    ...(["base", "fabric"] as const).map(
      (kind): MultiRecordBody => ({
        kind: "picmg-backplane-connectivity",
        recordVersion: 0,
        slots: slots.map((slot) => ({
          channelType: channelTypes[kind],
          slotAddress: slotHardwareAddress(slot),
          channels: channelsOf(slot, slots),
        })),
      }),
    ),
  ];
}

/** Dual star: channel n of hub h leads to channel h of slot n; channel 1 of one hub to that of the other. */
function channelsOf(slot: number, slots: readonly number[]) {
  if (!hubSlots.some((hub) => hub === slot))
    return hubSlots.map((hub) => ({
      remoteSlot: slotHardwareAddress(hub),
      remoteChannel: slot,
      localChannel: hub,
    }));
  const other = hubSlots.find((hub) => hub !== slot) ?? slot;
  return [
    { remoteSlot: slotHardwareAddress(other), remoteChannel: 1, localChannel: 1 },
    ...slots
      .filter((remote) => !hubSlots.some((hub) => hub === remote))
      .map((remote) => ({ remoteSlot: slotHardwareAddress(remote), remoteChannel: slot, localChannel: remote })),
  ];
}

export function boardRecords(c: Controller): MultiRecordBody[] {
  return [
    {
      kind: "picmg-board-connectivity",
      recordVersion: 0,
      guids: [],
      links: c.channels.flatMap((channel) =>
        (["base", "fabric"] as const).map((kind) => ({
          channel,
          interface: kind,
          ports: ports[kind],
          linkType: linkTypes[kind],
          linkTypeExtension: 0,
          groupingId: 0,
        })),
      ),
    },
  ];
}
