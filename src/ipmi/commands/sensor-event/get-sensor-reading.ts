import { bitSet, bits, flag, optionalBits, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSensorReading = defineCommand({
  name: "Get Sensor Reading",
  netFn: NetFn.sensorEvent,
  cmd: 0x2d,
  spec: "IPMI 2.0 section 35.14",
  privilege: "user",
  request: {
    sensorNumber: u8,
  },
  response: {
    /** Raw count; means nothing for discrete sensors and while `unavailable`. */
    reading: u8,
    ...bits(1, { reserved0: reserved(4, 0), unavailable: flag(5), scanning: flag(6), events: flag(7) }),
    /** Offsets 0 to 7 of a discrete sensor, comparisons (see `thresholdBits`) of a threshold sensor. */
    ...optionalBits(1, { states: bitSet(7, 0) }),
    /** Bit n = offset n + 8. */
    ...optionalBits(1, { furtherStates: bitSet(6, 0), reservedStates7: reserved(7, 7) }),
  },
});

export type RawSensorReading = ResponseOf<typeof GetSensorReading>;
