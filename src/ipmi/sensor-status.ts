/** What a Get Sensor Reading response is worth, and its states by name: IPMI 2.0 section 35.14. */
import type { RawSensorReading } from "./commands/sensor-event/get-sensor-reading.ts";
import { type DiscreteState, discreteState } from "./tables/discrete-states.ts";
import { type ThresholdName, thresholdNames } from "./thresholds.ts";

/** `initial-update`: the controller has not got a reading yet, or cannot get one now. */
export type SensorStatus = "ok" | "scanning-disabled" | "initial-update";

export function sensorStatus(reading: RawSensorReading): SensorStatus {
  if (!reading.scanning) return "scanning-disabled";
  return reading.unavailable ? "initial-update" : "ok";
}

/** Offsets asserted by a discrete sensor. Empty unless the status is ok. */
export function assertedOffsets(reading: RawSensorReading): readonly number[] {
  if (sensorStatus(reading) !== "ok") return [];
  const { states = [], furtherStates = [] } = reading;
  return [...states, ...furtherStates.map((bit) => bit + 8)];
}

/** Named states of a discrete sensor. Empty unless the status is ok. */
export function assertedStates(
  sensor: { readonly sensorType: number; readonly eventReadingType: number },
  reading: RawSensorReading,
): readonly DiscreteState[] {
  return assertedOffsets(reading).map((offset) => discreteState(sensor.sensorType, sensor.eventReadingType, offset));
}

/** Thresholds the controller itself says are crossed. Undefined when it does not say. */
export function reportedThresholds(reading: RawSensorReading): readonly ThresholdName[] | undefined {
  if (reading.states === undefined || sensorStatus(reading) !== "ok") return undefined;
  return reading.states.flatMap((bit) => thresholdNames[bit] ?? []);
}
