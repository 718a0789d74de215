import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ColdReset = defineCommand({
  name: "Cold Reset",
  netFn: NetFn.app,
  cmd: 0x02,
  spec: "IPMI 2.0 section 20.2",
  privilege: "administrator",
  request: {},
  response: {},
});
