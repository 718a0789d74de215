import { bits, named, reserved, u8, u16, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetPowerLimit = defineCommand({
  name: "Get Power Limit",
  netFn: NetFn.groupExtension,
  cmd: 0x03,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.6.2",
  privilege: "user",
  request: {
    ...bits(2, { reserved1: reserved(15, 0) }),
  },
  response: {
    ...bits(2, { reserved1: reserved(15, 0) }),
    exceptionAction: named(u8, { none: 0x00, powerOff: 0x01, log: 0x11 }),
    /** Watts. */
    limit: u16,
    /** Milliseconds. */
    correctionTime: u32,
    ...bits(2, { reserved10: reserved(15, 0) }),
    /** Seconds. */
    samplingPeriod: u16,
  },
  completionCodes: {
    0x80: "no power limit is set",
  },
});
