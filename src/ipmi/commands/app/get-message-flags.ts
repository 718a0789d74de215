import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { messageFlags } from "./message-flags.ts";

export const GetMessageFlags = defineCommand({
  name: "Get Message Flags",
  netFn: NetFn.app,
  cmd: 0x31,
  spec: "IPMI 2.0 section 22.4",
  privilege: "systemInterface",
  request: {},
  response: {
    ...messageFlags,
  },
});

export type MessageFlags = ResponseOf<typeof GetMessageFlags>;
