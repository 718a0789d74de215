import { bits, flag, named, reserved, u8, u16, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetPowerReading = defineCommand({
  name: "Get Power Reading",
  netFn: NetFn.groupExtension,
  cmd: 0x02,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.6.1",
  privilege: "user",
  request: {
    mode: named(u8, { systemPower: 1, enhanced: 2 }),
    /** For `enhanced`: the rolling average period to report. */
    attributes: u8,
    ...bits(1, { reserved3: reserved(7, 0) }),
  },
  response: {
    /** Watts. */
    current: u16,
    minimum: u16,
    maximum: u16,
    average: u16,
    /** Seconds since 1970. */
    timestamp: u32,
    /** Milliseconds. */
    period: u32,
    ...bits(1, { reserved0: reserved(5, 0), active: flag(6), reserved7: reserved(7, 7) }),
  },
});
