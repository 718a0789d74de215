/** DCMI of servers (DCMI 1.5 section 6): capabilities, power reading and limit, temperatures, names. */
import { ActivatePowerLimit } from "../../src/ipmi/commands/dcmi/activate-power-limit.ts";
import { GetAssetTag } from "../../src/ipmi/commands/dcmi/get-asset-tag.ts";
import { GetDcmiCapabilitiesInfo } from "../../src/ipmi/commands/dcmi/get-dcmi-capabilities-info.ts";
import { GetManagementControllerIdentifier } from "../../src/ipmi/commands/dcmi/get-management-controller-identifier.ts";
import { GetPowerLimit } from "../../src/ipmi/commands/dcmi/get-power-limit.ts";
import { GetPowerReading } from "../../src/ipmi/commands/dcmi/get-power-reading.ts";
import { SetAssetTag } from "../../src/ipmi/commands/dcmi/set-asset-tag.ts";
import { SetManagementControllerIdentifier } from "../../src/ipmi/commands/dcmi/set-management-controller-identifier.ts";
import { SetPowerLimit } from "../../src/ipmi/commands/dcmi/set-power-limit.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import { encodeLatin1 } from "../../src/wire/text.ts";
import { bmcAddress, type Controller, type Machine } from "../machine/machine.ts";
import { type Handler, on, refuse } from "./handler.ts";
import type { PowerMeter } from "./power-meter.ts";

/** DCMI 1.5, revision 2 of the parameters. */
const version = { major: 1, minor: 5, revision: 2 } as const;
const noLimit = 0x80;
const limitOutOfRange = 0x84;
const unlimited = { exceptionAction: "none", limit: 0, correctionTime: 0, samplingPeriod: 0 } as const;
const longestPiece = 16;
const longestTag = 63;

/** Capabilities by parameter: DCMI 1.5 table 6-3. */
const capabilities: Readonly<Record<number, readonly number[]>> = {
  // Power management; system interface and primary LAN.
  1: [0x00, 0x01, 0x01],
  // 2000 log entries, overwritten when full; GUID and asset tag; temperatures sampled each second.
  2: [0xd0, 0x87, 0x05, 0x00, 0x01],
  // Power management by the controller at 20h on channel 0, revision 1.
  3: [bmcAddress, 0x01],
  // LAN channel 1, no second LAN channel, no serial channel.
  4: [0x01, 0xff, 0xff],
  // One rolling average: the last minute.
  5: [0x01, 0x41],
};

export function dcmiHandlers(machine: Machine, meter: PowerMeter): Handler[] {
  const tags = new Map<Controller, Uint8Array>();
  const identifiers = new Map<Controller, Uint8Array>();
  const tagOf = (c: Controller) => tags.get(c) ?? encodeLatin1(c.fru?.product?.assetTag ?? "");
  const identifierOf = (c: Controller) => identifiers.get(c) ?? encodeLatin1(`${machine.name}-${c.name}\0`);
  const server = (controller: Controller) =>
    meter.sensorOf(controller) === undefined ? refuse(CompletionCode.invalidCommand) : controller;
  return [
    on(GetDcmiCapabilitiesInfo, ({ parameter }, { controller }) => {
      server(controller);
      const data = capabilities[parameter] ?? refuse(CompletionCode.invalidField);
      return { ...version, data: Uint8Array.from(data) };
    }),
    on(GetPowerReading, ({ mode }, { controller }) => {
      server(controller);
      if (mode !== "systemPower" && mode !== "enhanced") return refuse(CompletionCode.invalidField);
      return meter.read(controller);
    }),
    on(GetPowerLimit, (_request, { controller }) => {
      const limit = meter.limitOf(server(controller));
      // The limit stands in the answer also while it is not active: the code tells.
      return limit?.active ? limit : { code: noLimit, response: limit ?? unlimited };
    }),
    on(SetPowerLimit, ({ exceptionAction, limit, correctionTime, samplingPeriod }, { controller }) => {
      if (limit === 0) return refuse(limitOutOfRange);
      meter.setLimit(server(controller), { exceptionAction, limit, correctionTime, samplingPeriod });
      return {};
    }),
    on(ActivatePowerLimit, ({ activation }, { controller }) => {
      if (typeof activation === "number") return refuse(CompletionCode.invalidField);
      if (!meter.activate(server(controller), activation === "activate")) return refuse(noLimit);
      return {};
    }),
    on(GetAssetTag, ({ offset, count }, { controller }) => pieceOf(tagOf(server(controller)), offset, count)),
    on(SetAssetTag, ({ offset, tag }, { controller }) => {
      tags.set(controller, changed(tagOf(server(controller)), offset, tag));
      return { totalLength: tagOf(controller).length };
    }),
    on(GetManagementControllerIdentifier, ({ offset, count }, { controller }) =>
      pieceOf(identifierOf(server(controller)), offset, count),
    ),
    on(SetManagementControllerIdentifier, ({ offset, identifier }, { controller }) => {
      identifiers.set(controller, changed(identifierOf(server(controller)), offset, identifier));
      return { totalLength: identifierOf(controller).length };
    }),
  ];
}

function pieceOf(text: Uint8Array, offset: number, count: number): { totalLength: number; data: Uint8Array } {
  if (count > longestPiece || offset > text.length) return refuse(CompletionCode.parameterOutOfRange);
  return { totalLength: text.length, data: text.slice(offset, offset + count) };
}

/** A piece written at `offset`; what stood behind it ends there. */
function changed(text: Uint8Array, offset: number, piece: Uint8Array): Uint8Array {
  if (piece.length > longestPiece || offset > text.length || offset + piece.length > longestTag)
    return refuse(CompletionCode.parameterOutOfRange);
  return Uint8Array.of(...text.slice(0, offset), ...piece);
}
