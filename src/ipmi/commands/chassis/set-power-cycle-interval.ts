import { u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetPowerCycleInterval = defineCommand({
  name: "Set Power Cycle Interval",
  netFn: NetFn.chassis,
  cmd: 0x0b,
  spec: "IPMI 2.0 section 28.9",
  privilege: "administrator",
  request: {
    /** Seconds. */
    interval: u8,
  },
  response: {},
});
