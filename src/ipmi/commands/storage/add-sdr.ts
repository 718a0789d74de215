import { rest, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const AddSdr = defineCommand({
  name: "Add SDR",
  netFn: NetFn.storage,
  cmd: 0x24,
  spec: "IPMI 2.0 section 33.13",
  privilege: "operator",
  request: {
    /** Whole record; its record id is given by the controller. */
    record: rest,
  },
  response: {
    recordId: u16,
  },
});
