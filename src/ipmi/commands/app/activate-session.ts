import { bits, bytes, reserved, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { authenticationType, privilegeLevel } from "./session-parts.ts";

export const ActivateSession = defineCommand({
  name: "Activate Session",
  netFn: NetFn.app,
  cmd: 0x3a,
  spec: "IPMI 2.0 section 22.17",
  privilege: "callback",
  request: {
    ...bits(1, { authenticationType, reservedType4: reserved(7, 4) }),
    ...bits(1, { privilegeLimit: privilegeLevel, reservedLimit4: reserved(7, 4) }),
    /** The challenge, or the code made from it. */
    challenge: bytes(16),
    /** Sequence number of the first message to the remote console; 0 is not allowed. */
    outboundSequence: u32,
  },
  response: {
    ...bits(1, { authenticationType, reservedType4: reserved(7, 4) }),
    sessionId: u32,
    inboundSequence: u32,
    ...bits(1, { privilegeLimit: privilegeLevel, reservedLimit4: reserved(7, 4) }),
  },
  completionCodes: {
    0x81: "no session slot is free",
    0x82: "no session slot is free for this user",
    0x83: "no session slot is free for this privilege level",
    0x84: "session sequence number out of range",
    0x85: "invalid session id",
    0x86: "the privilege level exceeds the limit of the user or channel",
  },
});
