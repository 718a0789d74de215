import {
  bits,
  bytes,
  named,
  optional,
  optionalBits,
  reserved,
  rest,
  span,
  struct,
  tag,
  u8,
  u16,
} from "../../../wire/declare.ts";
import type { Type, ValueOfType } from "../../../wire/type.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** Who is at the other end of a session over 802.3 LAN. */
export const lanPeer = struct("LAN session peer", {
  kind: tag("lan"),
  /** IPv4 address. */
  address: bytes(4),
  mac: bytes(6),
  port: u16,
});
const lanPeerLength = 12;

/** Who is at the other end of a session over a serial line or modem. */
export const serialPeer = struct("serial session peer", {
  kind: tag("serial"),
  activity: named(u8, { messaging: 0, callback: 1, alert: 2, tapPage: 3 }),
  /** Selector of the call that was made. */
  ...bits(1, { destination: span(3, 0), reservedDestination4: reserved(7, 4) }),
  /** IPv4 address and port, of PPP. */
  address: optional(bytes(4)),
  port: optional(u16),
});

/** By the medium of the channel, which the response does not name: only their lengths tell the two apart. */
const sessionPeer: Type<ValueOfType<typeof lanPeer> | ValueOfType<typeof serialPeer>> = {
  layout: { kind: "leaf", name: "sessionPeer" },
  read: (reader, scope) => (reader.remaining < lanPeerLength ? serialPeer : lanPeer).read(reader, scope),
  write(writer, value, scope) {
    if (value.kind === "lan") lanPeer.write(writer, value, scope);
    else serialPeer.write(writer, value, scope);
  },
};

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
    peer: optional(sessionPeer),
  },
});
