import { bits, flag, reserved, rest, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetChannelCipherSuites = defineCommand({
  name: "Get Channel Cipher Suites",
  netFn: NetFn.app,
  cmd: 0x54,
  spec: "IPMI 2.0 section 22.15",
  privilege: "callback",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { payloadType: span(5, 0), reservedPayload6: reserved(7, 6) }),
    /** Sixteen bytes each. */
    ...bits(1, { listIndex: span(5, 0), reservedList6: reserved(6, 6), bySuite: flag(7) }),
  },
  response: {
    channel: u8,
    /** Up to 16 bytes; fewer = the end. */
    records: rest,
  },
});
