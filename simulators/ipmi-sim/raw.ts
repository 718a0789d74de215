/** Raw counts of an analog sensor, as they stand in records and ipmi_sim's commands. */
import { toRaw } from "../machine/factors.ts";
import type { AnalogSensor } from "../machine/machine.ts";

/** Raw byte of a value, 0 where there is none; values were checked to fit when the description was read. */
export function rawOf(sensor: AnalogSensor, value: number | undefined): number {
  return value === undefined ? 0 : (toRaw(value, sensor.factors, sensor.format) ?? 0);
}

export function hysteresisCounts({ hysteresis, step }: AnalogSensor): { positive: number; negative: number } {
  return { positive: Math.round(hysteresis.positive / step), negative: Math.round(hysteresis.negative / step) };
}
