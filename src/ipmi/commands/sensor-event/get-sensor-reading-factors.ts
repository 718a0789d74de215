import { bits, reserved, signed, span, u8, unsigned } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSensorReadingFactors = defineCommand({
  name: "Get Sensor Reading Factors",
  netFn: NetFn.sensorEvent,
  cmd: 0x23,
  spec: "IPMI 2.0 section 35.5",
  privilege: "user",
  request: {
    sensorNumber: u8,
    reading: u8,
  },
  response: {
    /** First reading that needs other factors. */
    nextReading: u8,
    ...bits(2, { m: signed([15, 14], [7, 0]), tolerance: span(13, 8) }),
    ...bits(3, {
      b: signed([15, 14], [7, 0]),
      accuracy: unsigned([23, 20], [13, 8]),
      accuracyExponent: span(19, 18),
      reservedAccuracy16: reserved(17, 16),
    }),
    ...bits(1, { bExponent: signed([3, 0]), rExponent: signed([7, 4]) }),
  },
});

export type SensorReadingFactors = ResponseOf<typeof GetSensorReadingFactors>;
