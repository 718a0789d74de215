import { u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ReserveDeviceSdrRepository = defineCommand({
  name: "Reserve Device SDR Repository",
  netFn: NetFn.sensorEvent,
  cmd: 0x22,
  spec: "IPMI 2.0 section 35.4",
  privilege: "user",
  request: {},
  response: {
    reservationId: u16,
  },
});
