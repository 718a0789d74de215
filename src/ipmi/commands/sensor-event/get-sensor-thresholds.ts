import { bitSet, bits, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { thresholdBits } from "../../thresholds.ts";

export const GetSensorThresholds = defineCommand({
  name: "Get Sensor Thresholds",
  netFn: NetFn.sensorEvent,
  cmd: 0x27,
  spec: "IPMI 2.0 section 35.9",
  privilege: "user",
  request: {
    sensorNumber: u8,
  },
  response: {
    ...bits(1, { readable: bitSet(5, 0, thresholdBits), reserved6: reserved(7, 6) }),
    /** Raw counts; those not in `readable` mean nothing. */
    lowerNonCritical: u8,
    lowerCritical: u8,
    lowerNonRecoverable: u8,
    upperNonCritical: u8,
    upperCritical: u8,
    upperNonRecoverable: u8,
  },
});

export type SensorThresholds = ResponseOf<typeof GetSensorThresholds>;
