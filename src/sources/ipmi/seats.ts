import { isSeatFilled } from "../../personalities/index.ts";
import type { SensorPoint } from "./points.ts";

/** What sensors of a chassis said of its seats. */
export class Seats {
  readonly #filled = new Map<string, boolean>();

  /** By the names of the asserted states. */
  note(point: SensorPoint, states: readonly string[]): void {
    const filled = isSeatFilled(point.sensorType, states);
    if (filled !== undefined) this.#filled.set(keyOf(point), filled);
  }

  /** False when one of these sensors says that nothing is there; undefined when none says anything. */
  isFilled(points: readonly SensorPoint[]): boolean | undefined {
    const told = points.flatMap((point) => this.#filled.get(keyOf(point)) ?? []);
    return told.length === 0 ? undefined : !told.includes(false);
  }
}

function keyOf({ owner, lun, number }: SensorPoint): string {
  return `${owner}/${lun}/${number}`;
}
