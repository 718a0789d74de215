import { rest } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** Chooses which commands are forwarded. The data are not taken apart: nothing that could check their layout was found. */
export const SetForwardedCommands = defineCommand({
  name: "Set Forwarded Commands",
  netFn: NetFn.transport,
  cmd: 0x31,
  spec: "IPMI 2.0 section 35b",
  privilege: "administrator",
  request: { data: rest },
  response: { data: rest },
});
