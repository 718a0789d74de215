import { bits, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { definingBody, oneCommand, subFunctions } from "./firmware-firewall-parts.ts";

export const GetCommandSubFunctionSupport = defineCommand({
  name: "Get Command Sub-function Support",
  netFn: NetFn.app,
  cmd: 0x0b,
  spec: "IPMI 2.0 section 21.4",
  privilege: "user",
  request: {
    ...oneCommand,
    ...definingBody,
  },
  response: {
    ...bits(1, { errata: span(3, 0), specification: span(7, 4) }),
    /** BCD, as sent. */
    specificationVersion: u8,
    specificationRevision: u8,
    /** A set bit: the sub-function is not there, or disabled. */
    ...subFunctions,
  },
});
