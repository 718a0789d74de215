import { bits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSensorType = defineCommand({
  name: "Get Sensor Type",
  netFn: NetFn.sensorEvent,
  cmd: 0x2f,
  spec: "IPMI 2.0 section 35.16",
  privilege: "user",
  request: {
    sensorNumber: u8,
  },
  response: {
    sensorType: u8,
    ...bits(1, { eventReadingType: span(6, 0), reserved7: reserved(7, 7) }),
  },
});
