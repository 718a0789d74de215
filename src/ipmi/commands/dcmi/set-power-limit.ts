import { bits, named, reserved, u8, u16, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetPowerLimit = defineCommand({
  name: "Set Power Limit",
  netFn: NetFn.groupExtension,
  cmd: 0x04,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.6.3",
  privilege: "operator",
  request: {
    ...bits(3, { reserved1: reserved(23, 0) }),
    exceptionAction: named(u8, { none: 0x00, powerOff: 0x01, log: 0x11 }),
    /** Watts. */
    limit: u16,
    /** Milliseconds. */
    correctionTime: u32,
    ...bits(2, { reserved11: reserved(15, 0) }),
    /** Seconds. */
    samplingPeriod: u16,
  },
  response: {},
  completionCodes: {
    0x84: "power limit out of range",
    0x85: "correction time out of range",
    0x89: "sampling period out of range",
  },
});
