import { bits, flag, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { eventBits } from "./event-bits.ts";

export const GetSensorEventStatus = defineCommand({
  name: "Get Sensor Event Status",
  netFn: NetFn.sensorEvent,
  cmd: 0x2b,
  spec: "IPMI 2.0 section 35.13",
  privilege: "user",
  request: {
    sensorNumber: u8,
  },
  response: {
    ...bits(1, { reserved0: reserved(4, 0), unavailable: flag(5), scanning: flag(6), events: flag(7) }),
    ...eventBits,
  },
});

export type SensorEventStatus = ResponseOf<typeof GetSensorEventStatus>;
