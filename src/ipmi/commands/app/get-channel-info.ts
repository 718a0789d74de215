import { bits, bytes, named, reserved, span, u24 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetChannelInfo = defineCommand({
  name: "Get Channel Info",
  netFn: NetFn.app,
  cmd: 0x42,
  spec: "IPMI 2.0 section 22.24",
  privilege: "user",
  request: {
    /** Eh = the channel this request came over. */
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
  },
  response: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { medium: span(6, 0), reservedMedium7: reserved(7, 7) }),
    ...bits(1, { protocol: span(4, 0), reservedProtocol5: reserved(7, 5) }),
    ...bits(1, {
      activeSessions: span(5, 0),
      sessions: named(span(7, 6), { none: 0, single: 1, multiple: 2, either: 3 }),
    }),
    vendorId: u24,
    auxiliary: bytes(2),
  },
});

export type ChannelInfo = ResponseOf<typeof GetChannelInfo>;
