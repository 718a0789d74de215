import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { messageFlags } from "./message-flags.ts";

/** A set flag clears that condition. */
export const ClearMessageFlags = defineCommand({
  name: "Clear Message Flags",
  netFn: NetFn.app,
  cmd: 0x30,
  spec: "IPMI 2.0 section 22.3",
  privilege: "systemInterface",
  request: {
    ...messageFlags,
  },
  response: {},
});
