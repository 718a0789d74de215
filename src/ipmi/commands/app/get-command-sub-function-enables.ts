import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { definingBody, oneCommand, subFunctions } from "./firmware-firewall-parts.ts";

export const GetCommandSubFunctionEnables = defineCommand({
  name: "Get Command Sub-function Enables",
  netFn: NetFn.app,
  cmd: 0x63,
  spec: "IPMI 2.0 section 21.10",
  privilege: "user",
  request: {
    ...oneCommand,
    ...definingBody,
  },
  response: {
    ...subFunctions,
  },
  completionCodes: {
    0x80: "a sub-function is not supported or not configurable",
  },
});
