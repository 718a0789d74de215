import { rest } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** A command that a controller forwards to another one. The data are not taken apart: nothing that could check their layout was found. */
export const ForwardedCommand = defineCommand({
  name: "Forwarded Command",
  netFn: NetFn.transport,
  cmd: 0x30,
  spec: "IPMI 2.0 section 35b",
  privilege: "systemInterface",
  request: { data: rest },
  response: { data: rest },
  completionCodes: {
    0x80: "target controller unavailable",
  },
});
