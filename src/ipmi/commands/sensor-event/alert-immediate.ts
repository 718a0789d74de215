import { bits, flag, named, optional, optionalBits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const AlertImmediate = defineCommand({
  name: "Alert Immediate",
  netFn: NetFn.sensorEvent,
  cmd: 0x16,
  spec: "IPMI 2.0 section 30.7",
  privilege: "administrator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, {
      destination: span(3, 0),
      reservedDestination4: reserved(5, 4),
      operation: named(span(7, 6), { initiate: 0, getStatus: 1, clearStatus: 2 }),
    }),
    ...bits(1, { alertString: span(6, 0), sendsString: flag(7) }),
    /** The event to report, as in Platform Event; all of it or none. */
    generatorId: optional(u8),
    formatVersion: optional(u8),
    sensorType: optional(u8),
    sensorNumber: optional(u8),
    ...optionalBits(1, { eventReadingType: span(6, 0), deassertion: flag(7) }),
    data1: optional(u8),
    data2: optional(u8),
    data3: optional(u8),
  },
  response: {
    /** Only for `getStatus`. */
    status: optional(named(u8, { none: 0, ended: 1, retriesFailed: 2, noAcknowledge: 3, inProgress: 0xff })),
  },
  completionCodes: {
    0x81: "another alert is in progress",
    0x82: "a session is active on this channel",
    0x83: "the event fields are not supported",
  },
});
