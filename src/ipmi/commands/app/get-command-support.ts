import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { commandMask, commandRange, definingBody } from "./firmware-firewall-parts.ts";

export const GetCommandSupport = defineCommand({
  name: "Get Command Support",
  netFn: NetFn.app,
  cmd: 0x0a,
  spec: "IPMI 2.0 section 21.3",
  privilege: "user",
  request: {
    ...commandRange,
    ...definingBody,
  },
  response: {
    /** A set bit: the command is not there, or disabled. */
    unavailable: commandMask,
  },
});
