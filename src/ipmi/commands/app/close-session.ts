import { optional, u8, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const CloseSession = defineCommand({
  name: "Close Session",
  netFn: NetFn.app,
  cmd: 0x3c,
  spec: "IPMI 2.0 section 22.19",
  privilege: "callback",
  request: {
    /** 0 = by handle. */
    sessionId: u32,
    handle: optional(u8),
  },
  response: {},
  completionCodes: {
    0x87: "invalid session id",
    0x88: "invalid session handle",
  },
});
