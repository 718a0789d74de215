/** Slow waves in simulated readings, so that plots move. */
import type { AnalogSensor } from "../machine/machine.ts";

/**
 * What a sensor reads `seconds` after the start: its value and a sine of its drift's amplitude and period. Each sensor
 * starts at its own place of the wave, always the same one.
 */
export function driftedValue(sensor: AnalogSensor, controllerAddress: number, seconds: number): number {
  if (sensor.drift === undefined) return sensor.value;
  const { amplitude, period } = sensor.drift;
  // The golden ratio spreads neighbouring numbers evenly.
  const start = (((controllerAddress / 2) * 31 + sensor.number) * 0.618_033_988_75) % 1;
  return sensor.value + amplitude * Math.sin(2 * Math.PI * (seconds / period + start));
}
