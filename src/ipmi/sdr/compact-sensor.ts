import { bits, reserved, struct, tag, u8 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";
import { sdrText } from "../typed-text.ts";
import { entity, recordSharing, sensorKey, sensorMasks, sensorSetup, sensorUnits } from "./sensor-parts.ts";

/** Compact Sensor Record, type 02h: IPMI 2.0 section 43.2. */
export const compactSensor = struct("Compact Sensor Record", {
  kind: tag("compact-sensor"),
  ...sensorKey,
  ...entity,
  ...sensorSetup,
  ...sensorMasks,
  ...sensorUnits,
  ...recordSharing,
  positiveHysteresis: u8,
  negativeHysteresis: u8,
  ...bits(3, { reserved28: reserved(23, 0) }),
  oem: u8,
  id: sdrText,
});
export type CompactSensor = ValueOfType<typeof compactSensor>;
