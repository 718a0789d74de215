import { u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const DeleteSdr = defineCommand({
  name: "Delete SDR",
  netFn: NetFn.storage,
  cmd: 0x26,
  spec: "IPMI 2.0 section 33.15",
  privilege: "operator",
  request: {
    reservationId: u16,
    recordId: u16,
  },
  response: {
    recordId: u16,
  },
});
