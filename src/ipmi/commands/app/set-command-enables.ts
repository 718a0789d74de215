import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { commandMask, commandRange, definingBody } from "./firmware-firewall-parts.ts";

export const SetCommandEnables = defineCommand({
  name: "Set Command Enables",
  netFn: NetFn.app,
  cmd: 0x60,
  spec: "IPMI 2.0 section 21.7",
  privilege: "administrator",
  request: {
    ...commandRange,
    /** A set bit enables. */
    enabled: commandMask,
    ...definingBody,
  },
  response: {},
  completionCodes: {
    0x80: "a command is not supported or not configurable",
  },
});
