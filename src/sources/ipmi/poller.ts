import { Lane } from "../../ipmi/connection.ts";
import { hotSwapSensorType } from "../../ipmi/picmg/hot-swap-event.ts";
import type { Context } from "./context.ts";
import { forEachOf } from "./jobs.ts";
import type { Mc } from "./mc.ts";
import type { SensorReader } from "./sensor-reader.ts";
import type { BoundSensor } from "./tree.ts";

/** Sweeps skipped after each refusal or silence in a row: 1, 2, 4, … up to this. */
const LONGEST_BACKOFF = 16;

/** Reads all sensors again and again, each class at its period. */
export class Poller {
  readonly #context: Context;
  readonly #reader: SensorReader;
  readonly #backoff = new Map<number, { readonly mc: Mc; readonly skip: number; next: number }>();
  /** Controllers of whose sensors of one class none gave anything in a whole sweep, and the sweeps since. */
  readonly #lost = new Map<string, number>();

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
    const { connection, domain, tree } = this.#context;
    const scouts = all ? new Set<BoundSensor>() : this.#scouts(sensors);
    const answered = new Map<string, boolean>();
    // Twice as many as can be under way, so that the next ones wait already where the last ones end.
    await forEachOf(sensors, 2 * connection.capabilities.pipelining, async (sensor) => {
      if (signal.aborted || connection.state !== "up") return;
      // The sweep takes its time, and the tree may change meanwhile.
      if (sensor.mc.presence !== "present" || tree.sensor(sensor.id) === undefined) return;
      // A hot-swap sensor may say that its FRU is not there; it alone tells when that changes.
      if (!domain.resource(sensor.resourceId)?.present && sensor.point.sensorType !== hotSwapSensorType) return;
      if (!all && this.#skips(sensor.id) && !scouts.has(sensor)) return;
      const answer = await this.#reader.read(sensor, Lane.polling, signal);
      answered.set(classOf(sensor), answer || answered.get(classOf(sensor)) === true);
      if (tree.sensor(sensor.id) !== undefined) this.#note(sensor, answer);
    });
    for (const [name, answer] of answered) {
      if (answer) this.#lost.delete(name);
      else this.#lost.set(name, (this.#lost.get(name) ?? 0) + 1);
    }
  }

  /** The model no longer has them. */
  forget(sensors: Iterable<BoundSensor>): void {
    for (const { id } of sensors) this.#backoff.delete(id);
  }

  /** One sensor of each class that gave nothing at all, another one in each sweep: it shows when that is over. */
  #scouts(sensors: readonly BoundSensor[]): ReadonlySet<BoundSensor> {
    if (this.#lost.size === 0) return new Set();
    const byClass = Map.groupBy(sensors, classOf);
    return new Set(
      [...this.#lost].flatMap(([name, sweeps]) => {
        const members = byClass.get(name) ?? [];
        return members[sweeps % members.length] ?? [];
      }),
    );
  }

  /** Counts down to the next time it is asked. */
  #skips(id: number): boolean {
    const backoff = this.#backoff.get(id);
    if (backoff === undefined || backoff.next === 0) return false;
    backoff.next--;
    return true;
  }

  #note({ id, mc }: BoundSensor, answered: boolean): void {
    const known = this.#backoff.get(id);
    if (!answered) {
      const skip = Math.min(LONGEST_BACKOFF, (known?.skip ?? 0) * 2 || 1);
      this.#backoff.set(id, { mc, skip, next: skip });
    } else if (known !== undefined) {
      // What kept it from answering is over, and may have kept others of its controller.
      for (const [other, backoff] of this.#backoff) if (backoff.mc === mc) this.#backoff.delete(other);
    }
  }
}

/** Sensors that are read together. */
function classOf({ mc, rdr }: BoundSensor): string {
  return `${mc.at}/${rdr.pollPeriod}`;
}
