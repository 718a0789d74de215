import { u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSensorHysteresis = defineCommand({
  name: "Get Sensor Hysteresis",
  netFn: NetFn.sensorEvent,
  cmd: 0x25,
  spec: "IPMI 2.0 section 35.7",
  privilege: "user",
  request: {
    sensorNumber: u8,
    /** FFh. */
    mask: u8,
  },
  response: {
    /** Raw counts. */
    positive: u8,
    negative: u8,
  },
});

export type SensorHysteresis = ResponseOf<typeof GetSensorHysteresis>;
