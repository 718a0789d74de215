import { Lane } from "../../ipmi/connection.ts";
import { hotSwapSensorType } from "../../ipmi/picmg/hot-swap-event.ts";
import type { Context } from "./context.ts";
import { forEachOf } from "./jobs.ts";
import type { SensorReader } from "./sensor-reader.ts";
import type { BoundSensor } from "./tree.ts";

/** Sweeps skipped after each refusal or silence in a row: 1, 2, 4, … up to this. */
const LONGEST_BACKOFF = 16;

/** Reads all sensors again and again, each class at its period. */
export class Poller {
  readonly #context: Context;
  readonly #reader: SensorReader;
  readonly #backoff = new Map<number, { skip: number; next: number }>();

  constructor(context: Context, reader: SensorReader) {
    this.#context = context;
    this.#reader = reader;
  }

  start(): void {
    const { periods, jobs, clock, random } = this.#context;
    for (const period of new Set([periods.analog, periods.discrete, periods.hotSwap])) {
      let began = Number.NEGATIVE_INFINITY;
      jobs.loop(
        `polling every ${period} ms`,
        () => Math.max(0, period - (clock.monotonic() - began)) * (0.95 + 0.1 * random()),
        async (signal) => {
          began = clock.monotonic();
          await this.sweep(
            [...this.#context.tree.sensors()].filter((s) => s.rdr.pollPeriod === period),
            signal,
          );
        },
      );
    }
  }

  /** Reads these sensors once, except those that gave nothing lately. */
  async sweep(sensors: readonly BoundSensor[], signal: AbortSignal, all = false): Promise<void> {
    const { connection, domain } = this.#context;
    // Twice as many as can be under way, so that the next ones wait already where the last ones end.
    await forEachOf(sensors, 2 * connection.capabilities.pipelining, async (sensor) => {
      if (signal.aborted || connection.state !== "up") return;
      if (sensor.mc.presence !== "present") return;
      // A hot-swap sensor may say that its FRU is not there; it alone tells when that changes.
      if (!domain.resource(sensor.resourceId)?.present && sensor.point.sensorType !== hotSwapSensorType) return;
      if (!all && this.#skips(sensor.id)) return;
      this.#note(sensor.id, await this.#reader.read(sensor, Lane.polling, signal));
    });
  }

  #skips(id: number): boolean {
    const backoff = this.#backoff.get(id);
    if (backoff === undefined || backoff.next === 0) return false;
    backoff.next--;
    return true;
  }

  #note(id: number, answered: boolean): void {
    if (answered) {
      this.#backoff.delete(id);
      return;
    }
    const skip = Math.min(LONGEST_BACKOFF, (this.#backoff.get(id)?.skip ?? 0) * 2 || 1);
    this.#backoff.set(id, { skip, next: skip });
  }
}
