import type { Clock } from "../base/clock.ts";
import type { SensorEvent } from "./event.ts";
import type { Instrument, Sensor } from "./rdr/index.ts";
import { type Moment, neverRead, type ReportedReading, type SensorReading } from "./reading.ts";

/** Poll periods after which a reading that nobody renewed is stale. */
const LIFE_IN_PERIODS = 3;

/** The last reading of every sensor, and what becomes of it with time and events. */
export class Readings {
  readonly #clock: Clock;
  readonly #changed: (sensor: Sensor) => void;
  readonly #readings = new Map<number, SensorReading>();

  constructor(clock: Clock, changed: (sensor: Sensor) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** A sensor never read is `unavailable`, `initial`. */
  of(sensorId: number): SensorReading {
    return this.#readings.get(sensorId) ?? neverRead(this.#now());
  }

  report(sensor: Sensor, reading: ReportedReading): void {
    this.#set(sensor, { ...reading, at: this.#now() });
  }

  /** A state that an event told belongs to the reading until the next one is taken. */
  follow(sensor: Sensor, { state, assertion }: SensorEvent): void {
    const reading = this.of(sensor.id);
    if (reading.quality !== "good" || reading.states.includes(state) === assertion) return;
    const others = reading.states.filter((other) => other !== state);
    this.#set(sensor, { ...reading, states: assertion ? [...others, state] : others });
  }

  /** What it measures has left. */
  makeAbsent(sensor: Sensor): void {
    this.report(sensor, { quality: "unavailable", reason: "absent", value: null, states: [] });
  }

  /** Nobody knows how it is now; the last value and its time stay. */
  makeStale(sensor: Sensor): void {
    const reading = this.of(sensor.id);
    if (reading.quality === "good") this.#set(sensor, { ...reading, quality: "stale", reason: "silent" });
  }

  /** Makes stale what was not renewed in time. */
  age(instruments: Iterable<Instrument>): void {
    const now = this.#clock.monotonic();
    for (const instrument of instruments) {
      if (instrument.kind !== "sensor" || instrument.pollPeriod === null) continue;
      const reading = this.#readings.get(instrument.id);
      if (reading?.quality !== "good") continue;
      if (now - reading.at.monotonic > LIFE_IN_PERIODS * instrument.pollPeriod) this.makeStale(instrument);
    }
  }

  drop(sensorId: number): void {
    this.#readings.delete(sensorId);
  }

  #set(sensor: Sensor, reading: SensorReading): void {
    this.#readings.set(sensor.id, reading);
    this.#changed(sensor);
  }

  #now(): Moment {
    return { wall: this.#clock.wall(), monotonic: this.#clock.monotonic() };
  }
}
