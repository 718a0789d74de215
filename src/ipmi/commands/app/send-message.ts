import { bits, flag, named, rest, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SendMessage = defineCommand({
  name: "Send Message",
  netFn: NetFn.app,
  cmd: 0x34,
  spec: "IPMI 2.0 section 22.7",
  privilege: "user",
  request: {
    ...bits(1, {
      channel: span(3, 0),
      authenticated: flag(4),
      encrypted: flag(5),
      tracking: named(span(7, 6), { none: 0, track: 1, raw: 2 }),
    }),
    message: rest,
  },
  response: {
    /** Only over channels that answer at once. */
    message: rest,
  },
  completionCodes: {
    0x80: "invalid session handle",
    0x81: "lost arbitration",
    0x82: "bus error",
    0x83: "NAK on write",
  },
});
