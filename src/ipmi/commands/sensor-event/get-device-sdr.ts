import { rest, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetDeviceSdr = defineCommand({
  name: "Get Device SDR",
  netFn: NetFn.sensorEvent,
  cmd: 0x21,
  spec: "IPMI 2.0 section 35.3",
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
  completionCodes: {
    0x80: "record changed",
  },
});
