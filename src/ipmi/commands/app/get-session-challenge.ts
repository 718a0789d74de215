import { bits, bytes, reserved, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { authenticationType } from "./session-parts.ts";

export const GetSessionChallenge = defineCommand({
  name: "Get Session Challenge",
  netFn: NetFn.app,
  cmd: 0x39,
  spec: "IPMI 2.0 section 22.16",
  privilege: "callback",
  request: {
    ...bits(1, { authenticationType, reservedType4: reserved(7, 4) }),
    /** 16 bytes, the name padded with zeros. */
    userName: bytes(16),
  },
  response: {
    temporarySessionId: u32,
    challenge: bytes(16),
  },
  completionCodes: {
    0x81: "invalid user name",
    0x82: "the null user name is not enabled",
  },
});
