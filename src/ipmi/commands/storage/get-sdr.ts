import { rest, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSdr = defineCommand({
  name: "Get SDR",
  netFn: NetFn.storage,
  cmd: 0x23,
  spec: "IPMI 2.0 section 33.12",
  privilege: "user",
  request: {
    reservationId: u16,
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
});
