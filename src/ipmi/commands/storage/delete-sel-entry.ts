import { u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const DeleteSelEntry = defineCommand({
  name: "Delete SEL Entry",
  netFn: NetFn.storage,
  cmd: 0x46,
  spec: "IPMI 2.0 section 31.8",
  privilege: "operator",
  request: {
    reservationId: u16,
    recordId: u16,
  },
  response: {
    recordId: u16,
  },
  completionCodes: {
    0x80: "not supported for this record type",
    0x81: "an erase of the SEL is in progress",
  },
});
