import { GetSensorReadingFactors } from "../../ipmi/commands/sensor-event/get-sensor-reading-factors.ts";
import { isNonLinear } from "../../ipmi/linearization.ts";
import type { ReadingFactors } from "../../ipmi/reading.ts";
import type { Channel } from "./channel.ts";
import type { BoundSensor } from "./tree.ts";

/** Conversion factors: a linear sensor's are in its record, a non-linear one's must be asked for each raw count. */
export class SensorFactors {
  readonly #known = new Map<number, Map<number, ReadingFactors>>();

  /** Null for what is not analog, and where the controller does not tell. */
  async of(sensor: BoundSensor, raw: number, channel: Channel): Promise<ReadingFactors | null> {
    const { record, number } = sensor.point;
    if (record.kind !== "full-sensor") return null;
    if (!isNonLinear(record.linearization)) return record;
    const known = this.#known.get(sensor.id) ?? new Map<number, ReadingFactors>();
    this.#known.set(sensor.id, known);
    const before = known.get(raw);
    if (before !== undefined) return before;
    const told = await channel.ask(GetSensorReadingFactors, { sensorNumber: number, reading: raw });
    if (told === null) return null;
    const { m, b, bExponent, rExponent, tolerance } = told;
    const { analogFormat, linearization } = record;
    const factors = { analogFormat, linearization, m, b, bExponent, rExponent, tolerance };
    known.set(raw, factors);
    return factors;
  }

  /** Another part may sit there now. */
  forget(id: number): void {
    this.#known.delete(id);
  }
}
