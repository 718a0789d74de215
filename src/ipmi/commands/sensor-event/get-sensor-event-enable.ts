import { bits, flag, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { eventBits } from "./event-bits.ts";

export const GetSensorEventEnable = defineCommand({
  name: "Get Sensor Event Enable",
  netFn: NetFn.sensorEvent,
  cmd: 0x29,
  spec: "IPMI 2.0 section 35.11",
  privilege: "user",
  request: {
    sensorNumber: u8,
  },
  response: {
    ...bits(1, { reserved0: reserved(5, 0), scanning: flag(6), events: flag(7) }),
    ...eventBits,
  },
});

export type SensorEventEnable = ResponseOf<typeof GetSensorEventEnable>;
