import { bits, flag, named, reserved, signed, span, struct, tag, u8, unsigned } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";
import { sdrText } from "../typed-text.ts";
import { entity, sensorKey, sensorMasks, sensorSetup, sensorUnits } from "./sensor-parts.ts";

/** Full Sensor Record, type 01h: IPMI 2.0 section 43.1. Thresholds, limits and hysteresis are raw counts. */
export const fullSensor = struct("Full Sensor Record", {
  kind: tag("full-sensor"),
  ...sensorKey,
  ...entity,
  ...sensorSetup,
  ...sensorMasks,
  ...sensorUnits,
  ...bits(1, {
    linearization: named(span(6, 0), {
      linear: 0,
      ln: 1,
      log10: 2,
      log2: 3,
      e: 4,
      exp10: 5,
      exp2: 6,
      reciprocal: 7,
      square: 8,
      cube: 9,
      squareRoot: 10,
      cubeRoot: 11,
    }),
    reservedLinearization7: reserved(7, 7),
  }),
  ...bits(2, {
    m: signed([15, 14], [7, 0]),
    /** In half raw counts. */
    tolerance: span(13, 8),
  }),
  ...bits(3, {
    b: signed([15, 14], [7, 0]),
    /** In 1/100 percent, times ten to the `accuracyExponent`. */
    accuracy: unsigned([23, 20], [13, 8]),
    accuracyExponent: span(19, 18),
    direction: named(span(17, 16), { unspecified: 0, input: 1, output: 2 }),
  }),
  ...bits(1, { bExponent: signed([3, 0]), rExponent: signed([7, 4]) }),
  ...bits(1, {
    nominalSpecified: flag(0),
    normalMaximumSpecified: flag(1),
    normalMinimumSpecified: flag(2),
    reservedAnalog3: reserved(7, 3),
  }),
  nominalReading: u8,
  normalMaximum: u8,
  normalMinimum: u8,
  sensorMaximum: u8,
  sensorMinimum: u8,
  upperNonRecoverable: u8,
  upperCritical: u8,
  upperNonCritical: u8,
  lowerNonRecoverable: u8,
  lowerCritical: u8,
  lowerNonCritical: u8,
  positiveHysteresis: u8,
  negativeHysteresis: u8,
  ...bits(2, { reserved45: reserved(15, 0) }),
  oem: u8,
  id: sdrText,
});
export type FullSensor = ValueOfType<typeof fullSensor>;
