import { rest } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** Which commands are forwarded. The data are not taken apart: nothing that could check their layout was found. */
export const GetForwardedCommands = defineCommand({
  name: "Get Forwarded Commands",
  netFn: NetFn.transport,
  cmd: 0x32,
  spec: "IPMI 2.0 section 35b",
  privilege: "user",
  request: { data: rest },
  response: { data: rest },
});
