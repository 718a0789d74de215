import type { Cancel, Clock } from "../base/clock.ts";
import type { SensorEvent } from "./event.ts";
import type { Sensor } from "./rdr/index.ts";
import type { SensorState } from "./rdr/sensor.ts";
import type { SensorReading } from "./reading.ts";
import type { SensorStates } from "./sensor-states.ts";
import { isAlarming } from "./severity.ts";

/** How long an event may lag behind a polled state before polling becomes the event. */
const EVENT_GRACE_MS = 2000;

export interface ReconcilerOptions {
  readonly clock: Clock;
  /** What events told. */
  readonly states: SensorStates;
  readonly alarmed: (sensorId: number, state: string) => boolean;
  readonly current: (sensorId: number) => { sensor: Sensor | undefined; reading: SensorReading };
  readonly emit: (event: Omit<SensorEvent, "time">) => void;
}

/** Makes events of polled states that no event explains, so that hardware without events raises alarms too. */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #waiting = new Map<number, Cancel>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** A good reading was taken in these states. */
  seen(sensor: Sensor, states: readonly string[]): void {
    if (this.#differences(sensor, states).length === 0) {
      this.cancel(sensor.id);
      return;
    }
    if (this.#waiting.has(sensor.id)) return;
    this.#waiting.set(
      sensor.id,
      this.#options.clock.after(EVENT_GRACE_MS, () => this.#settle(sensor.id)),
    );
  }

  cancel(sensorId: number): void {
    this.#waiting.get(sensorId)?.();
    this.#waiting.delete(sensorId);
  }

  close(): void {
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }

  #settle(sensorId: number): void {
    this.#waiting.delete(sensorId);
    const { sensor, reading } = this.#options.current(sensorId);
    if (sensor === undefined || reading.quality !== "good") return;
    for (const { state, assertion } of this.#differences(sensor, reading.states)) {
      this.#options.emit(polledEvent(sensor, state, assertion, reading));
    }
  }

  /** Alarming states that are seen and not told, and alarmed ones that are told and not seen. */
  #differences(sensor: Sensor, states: readonly string[]): readonly { state: SensorState; assertion: boolean }[] {
    return sensor.states.flatMap((state): { state: SensorState; assertion: boolean }[] => {
      if (state.eventOnly === true) return [];
      const seen = states.includes(state.name);
      const told = this.#options.states.has(sensor.id, state.name);
      if (seen && !told && isAlarming(state.severity)) return [{ state, assertion: true }];
      if (!seen && told && this.#options.alarmed(sensor.id, state.name)) return [{ state, assertion: false }];
      return [];
    });
  }
}

function polledEvent(
  sensor: Sensor,
  state: SensorState,
  assertion: boolean,
  reading: SensorReading,
): Omit<SensorEvent, "time"> {
  return {
    type: "sensor",
    severity: state.severity,
    origin: "polling",
    resourceId: sensor.resourceId,
    sensorId: sensor.id,
    sensorNumber: sensor.number,
    sensorName: sensor.name,
    sensorType: sensor.type,
    assertion,
    state: state.name,
    ...(reading.value === null ? {} : { reading: reading.value }),
    text: `${sensor.name}: ${state.name} ${assertion ? "asserted" : "deasserted"} (seen by polling)`,
  };
}
