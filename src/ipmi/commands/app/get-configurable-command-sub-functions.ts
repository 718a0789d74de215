import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { definingBody, oneCommand, subFunctions } from "./firmware-firewall-parts.ts";

export const GetConfigurableCommandSubFunctions = defineCommand({
  name: "Get Configurable Command Sub-functions",
  netFn: NetFn.app,
  cmd: 0x0d,
  spec: "IPMI 2.0 section 21.6",
  privilege: "user",
  request: {
    ...oneCommand,
    ...definingBody,
  },
  response: {
    /** Those that can be disabled. */
    ...subFunctions,
  },
});
