import { rest, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSelEntry = defineCommand({
  name: "Get SEL Entry",
  netFn: NetFn.storage,
  cmd: 0x43,
  spec: "IPMI 2.0 section 31.5",
  privilege: "user",
  request: {
    /** 0 for a whole record. */
    reservationId: u16,
    /** 0 = first, FFFFh = last. */
    recordId: u16,
    offset: u8,
    /** FFh = the whole record. */
    count: u8,
  },
  response: {
    /** FFFFh = this was the last. */
    nextRecordId: u16,
    data: rest,
  },
  completionCodes: {
    0x81: "an erase of the SEL is in progress",
  },
});
