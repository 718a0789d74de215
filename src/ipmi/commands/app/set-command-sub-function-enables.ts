import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { definingBody, oneCommand, subFunctions } from "./firmware-firewall-parts.ts";

export const SetCommandSubFunctionEnables = defineCommand({
  name: "Set Command Sub-function Enables",
  netFn: NetFn.app,
  cmd: 0x62,
  spec: "IPMI 2.0 section 21.9",
  privilege: "administrator",
  request: {
    ...oneCommand,
    ...definingBody,
    /** A set bit enables. */
    ...subFunctions,
  },
  response: {},
  completionCodes: {
    0x80: "a sub-function is not supported or not configurable",
  },
});
