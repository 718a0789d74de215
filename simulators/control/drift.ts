/** Slow waves in simulated readings, so that plots move. */
import { every } from "../../src/base/clock.ts";
import type { SimulatorDoors } from "../doors.ts";
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

const driftIntervalMs = 1000;

/** Moves all drifting sensors every second. The result ends it, and resolves when its last command is done. */
export function startDrift(
  control: { drift(seconds: number): Promise<void> },
  { clock, logger }: Pick<SimulatorDoors, "clock" | "logger">,
): () => Promise<void> {
  const start = clock.monotonic();
  let working: Promise<void> | undefined;
  const cancel = every(clock, driftIntervalMs, () => {
    working ??= control
      .drift((clock.monotonic() - start) / 1000)
      .catch((error: unknown) => logger.warn({ error }, "simulated readings do not drift"))
      .finally(() => {
        working = undefined;
      });
  });
  return async () => {
    cancel();
    await working;
  };
}
