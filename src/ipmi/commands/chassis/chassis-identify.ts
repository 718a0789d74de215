import { flag, optional, optionalBits, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ChassisIdentify = defineCommand({
  name: "Chassis Identify",
  netFn: NetFn.chassis,
  cmd: 0x04,
  spec: "IPMI 2.0 section 28.5",
  privilege: "operator",
  request: {
    /** Seconds, 0 turns it off; without it 15 seconds. */
    interval: optional(u8),
    ...optionalBits(1, { forceOn: flag(0), reserved1: reserved(7, 1) }),
  },
  response: {},
});
