import { bytes, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const AddSelEntry = defineCommand({
  name: "Add SEL Entry",
  netFn: NetFn.storage,
  cmd: 0x44,
  spec: "IPMI 2.0 section 31.6",
  privilege: "operator",
  request: {
    /** Its record id is given by the controller. */
    record: bytes(16),
  },
  response: {
    recordId: u16,
  },
  completionCodes: {
    0x80: "not supported for this record type",
    0x81: "an erase of the SEL is in progress",
  },
});
