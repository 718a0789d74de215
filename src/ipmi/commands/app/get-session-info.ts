import { bits, bytes, named, optional, optionalBits, reserved, rest, span, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSessionInfo = defineCommand({
  name: "Get Session Info",
  netFn: NetFn.app,
  cmd: 0x3d,
  spec: "IPMI 2.0 section 22.20",
  privilege: "user",
  request: {
    /** 0 = this session, FEh = by handle, FFh = by id, else the n-th active one. */
    index: u8,
    key: rest,
  },
  response: {
    /** 0 = there is no such session. */
    handle: u8,
    ...bits(1, { possibleSessions: span(5, 0), reservedPossible6: reserved(7, 6) }),
    ...bits(1, { activeSessions: span(5, 0), reservedActive6: reserved(7, 6) }),
    ...optionalBits(1, { userId: span(5, 0), reservedUser6: reserved(7, 6) }),
    ...optionalBits(1, { privilege: span(3, 0), reservedPrivilege4: reserved(7, 4) }),
    ...optionalBits(1, { channel: span(3, 0), protocol: named(span(7, 4), { ipmi15: 0, ipmi20: 1 }) }),
    /** IPv4 address. */
    address: optional(bytes(4)),
    mac: optional(bytes(6)),
    port: optional(u16),
  },
});
