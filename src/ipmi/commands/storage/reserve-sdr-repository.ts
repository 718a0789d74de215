import { u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ReserveSdrRepository = defineCommand({
  name: "Reserve SDR Repository",
  netFn: NetFn.storage,
  cmd: 0x22,
  spec: "IPMI 2.0 section 33.11",
  privilege: "user",
  request: {},
  response: {
    reservationId: u16,
  },
});
