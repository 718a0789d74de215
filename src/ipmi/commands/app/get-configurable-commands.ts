import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { commandMask, commandRange, definingBody } from "./firmware-firewall-parts.ts";

export const GetConfigurableCommands = defineCommand({
  name: "Get Configurable Commands",
  netFn: NetFn.app,
  cmd: 0x0c,
  spec: "IPMI 2.0 section 21.5",
  privilege: "user",
  request: {
    ...commandRange,
    ...definingBody,
  },
  response: {
    configurable: commandMask,
  },
});
