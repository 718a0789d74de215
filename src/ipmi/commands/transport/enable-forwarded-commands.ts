import { rest } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** Switches forwarding on and off. The data are not taken apart: nothing that could check their layout was found. */
export const EnableForwardedCommands = defineCommand({
  name: "Enable Forwarded Commands",
  netFn: NetFn.transport,
  cmd: 0x33,
  spec: "IPMI 2.0 section 35b",
  privilege: "administrator",
  request: { data: rest },
  response: { data: rest },
  completionCodes: {
    0x80: "target controller unavailable",
  },
});
