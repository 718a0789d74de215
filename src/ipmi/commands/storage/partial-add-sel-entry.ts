import { bits, named, reserved, rest, span, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const PartialAddSelEntry = defineCommand({
  name: "Partial Add SEL Entry",
  netFn: NetFn.storage,
  cmd: 0x45,
  spec: "IPMI 2.0 section 31.7",
  privilege: "operator",
  request: {
    reservationId: u16,
    /** 0 for the first part. */
    recordId: u16,
    offset: u8,
    ...bits(1, { progress: named(span(3, 0), { more: 0, last: 1 }), reserved5: reserved(7, 4) }),
    data: rest,
  },
  response: {
    recordId: u16,
  },
  completionCodes: {
    0x80: "record length and data do not agree",
    0x81: "an erase of the SEL is in progress",
  },
});
