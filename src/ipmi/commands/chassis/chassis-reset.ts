import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** Deprecated by Chassis Control; for controllers of IPMI 1.0. */
export const ChassisReset = defineCommand({
  name: "Chassis Reset",
  netFn: NetFn.chassis,
  cmd: 0x03,
  spec: "IPMI 2.0 section 28.4",
  privilege: "operator",
  request: {},
  response: {},
});
