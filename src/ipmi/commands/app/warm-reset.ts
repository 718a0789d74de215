import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const WarmReset = defineCommand({
  name: "Warm Reset",
  netFn: NetFn.app,
  cmd: 0x03,
  spec: "IPMI 2.0 section 20.3",
  privilege: "administrator",
  request: {},
  response: {},
});
