import { u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ReserveSel = defineCommand({
  name: "Reserve SEL",
  netFn: NetFn.storage,
  cmd: 0x42,
  spec: "IPMI 2.0 section 31.4",
  privilege: "user",
  request: {},
  response: {
    reservationId: u16,
  },
  completionCodes: {
    0x81: "an erase of the SEL is in progress",
  },
});
