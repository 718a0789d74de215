import type { AlarmTable } from "./alarm-table.ts";
import type { ModelChange } from "./change.ts";
import type { HotSwapEvent, LoggedEvent, SensorEvent } from "./event.ts";
import { hotSwapStatus } from "./history.ts";
import type { Sensor } from "./rdr/index.ts";
import type { Readings } from "./readings.ts";
import type { Reconciler } from "./reconciler.ts";
import type { HotSwapStatus, Resource } from "./resource.ts";
import type { ResourceTable } from "./resource-table.ts";
import type { SensorStates } from "./sensor-states.ts";

export interface EventEffectsOptions {
  readonly table: ResourceTable;
  readonly alarms: AlarmTable;
  readonly readings: Readings;
  readonly states: SensorStates;
  readonly reconciler: Reconciler;
  readonly changed: (change: ModelChange) => void;
}

/** What committed events change in the model: states, readings, hot swap, alarms. */
export class EventEffects {
  readonly #options: EventEffectsOptions;
  /** Where parts stand that are not described yet, by resource. */
  #expected = new Map<number, HotSwapStatus>();

  constructor(options: EventEffectsOptions) {
    this.#options = options;
  }

  /** Where parts stood before this start. */
  restoreHotSwap(expected: Map<number, HotSwapStatus>): void {
    this.#expected = expected;
  }

  /** As far as events told; null when they told nothing. */
  hotSwapOf(resourceId: number): HotSwapStatus | null {
    return this.#options.table.get(resourceId)?.hotSwap ?? this.#expected.get(resourceId) ?? null;
  }

  apply(event: LoggedEvent): void {
    const { states, alarms, changed } = this.#options;
    if (event.type === "sensor" && states.apply(event)) this.#applySensor(event);
    const ended = event.type === "domain" ? event.acknowledged?.ended : undefined;
    if (ended !== undefined) states.end(ended.sensorId, ended.state);
    const haveChanged = alarms.follow(event);
    if (event.type === "hot-swap") this.#applyHotSwap(event);
    if (haveChanged) changed({ kind: "alarms" });
  }

  /** Nothing holds any more of what its sensors told. */
  markAbsent(resource: Resource): void {
    const { table, readings, states, reconciler } = this.#options;
    for (const instrument of table.instrumentsOf(resource.id)) {
      if (instrument.kind !== "sensor") continue;
      states.forget(instrument.id);
      reconciler.cancel(instrument.id);
      readings.makeAbsent(instrument);
    }
  }

  /** A sensor was described whose states were told of before. */
  restoreAlarms(sensor: Sensor): void {
    for (const event of this.#options.states.of(sensor.id)) this.#options.alarms.follow(event);
  }

  #applySensor(event: LoggedEvent & SensorEvent): void {
    const sensor = event.sensorId === null ? undefined : this.#options.table.instrument(event.sensorId);
    if (sensor?.kind === "sensor") this.#options.readings.follow(sensor, event);
  }

  #applyHotSwap(event: LoggedEvent & HotSwapEvent): void {
    if (event.resourceId === null) return;
    const { table, changed } = this.#options;
    const before = table.get(event.resourceId);
    if (before === undefined) {
      this.#expected.set(event.resourceId, hotSwapStatus(event));
      return;
    }
    const present = event.state !== "NotPresent";
    const generation = before.present === present ? before.generation : before.generation + 1;
    const resource = table.update(event.resourceId, { hotSwap: hotSwapStatus(event), present, generation });
    if (!present) this.markAbsent(resource);
    changed({ kind: "resource", resourceId: event.resourceId });
  }
}
