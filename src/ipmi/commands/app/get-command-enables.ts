import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { commandMask, commandRange, definingBody } from "./firmware-firewall-parts.ts";

export const GetCommandEnables = defineCommand({
  name: "Get Command Enables",
  netFn: NetFn.app,
  cmd: 0x61,
  spec: "IPMI 2.0 section 21.8",
  privilege: "user",
  request: {
    ...commandRange,
    ...definingBody,
  },
  response: {
    enabled: commandMask,
  },
});
