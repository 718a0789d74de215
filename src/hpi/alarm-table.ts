import type { Alarm } from "./alarm.ts";
import type { LoggedEvent } from "./event.ts";
import { isAlarming, type Severity } from "./severity.ts";

type Raise = Pick<Alarm, "condition" | "kind" | "severity" | "resourceId" | "sensorId" | "text">;

/** The Domain Alarm Table: one entry per condition that holds. */
export class AlarmTable {
  readonly #alarms = new Map<string, Alarm>();
  #nextId = 1;

  list(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  get(condition: string): Alarm | undefined {
    return this.#alarms.get(condition);
  }

  /** The worst severity among a resource's alarms. */
  *severitiesOf(resourceId: number): Iterable<Severity> {
    for (const alarm of this.#alarms.values()) if (alarm.resourceId === resourceId) yield alarm.severity;
  }

  /** True when the table changed. A condition that holds already keeps its id and time. */
  raise(raise: Raise, event: LoggedEvent): boolean {
    if (!isAlarming(raise.severity)) return this.clear(raise.condition);
    const known = this.#alarms.get(raise.condition);
    if (known !== undefined && known.severity === raise.severity) return false;
    this.#alarms.set(raise.condition, {
      ...raise,
      id: known?.id ?? this.#nextId++,
      raised: known?.raised ?? event.time,
      event: { epoch: event.epoch, sequence: event.sequence },
      acknowledged: false,
    });
    return true;
  }

  clear(condition: string): boolean {
    return this.#alarms.delete(condition);
  }

  clearWhere(predicate: (alarm: Alarm) => boolean): boolean {
    let changed = false;
    for (const alarm of this.list()) if (predicate(alarm)) changed = this.#alarms.delete(alarm.condition) || changed;
    return changed;
  }

  acknowledge(id: number): boolean {
    for (const [condition, alarm] of this.#alarms) {
      if (alarm.id === id && !alarm.acknowledged) {
        this.#alarms.set(condition, { ...alarm, acknowledged: true });
        return true;
      }
    }
    return false;
  }
}
