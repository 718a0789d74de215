import type { Alarm } from "./alarm.ts";
import type { DomainEvent, LoggedEvent } from "./event.ts";
import { acknowledgementKey } from "./history.ts";
import { isAlarming, type Severity } from "./severity.ts";

type Raise = Pick<Alarm, "condition" | "kind" | "severity" | "resourceId" | "sensorId" | "text">;

/** The Domain Alarm Table: one entry per condition that holds. */
export class AlarmTable {
  readonly #alarms = new Map<string, Alarm>();
  #acknowledged: ReadonlySet<string> = new Set();
  #nextId = 1;

  /** Alarms that were acknowledged before this start come back as such. */
  restoreAcknowledged(keys: ReadonlySet<string>): void {
    this.#acknowledged = keys;
  }

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

  /** Raises and clears what an event says; true when the table changed. */
  follow(event: LoggedEvent): boolean {
    const { severity, resourceId, text } = event;
    switch (event.type) {
      case "sensor": {
        if (event.sensorId === null) return false;
        const condition = `sensor:${event.sensorId}:${event.state}`;
        if (!event.assertion) return this.clear(condition);
        return this.raise({ condition, kind: "sensor", severity, resourceId, sensorId: event.sensorId, text }, event);
      }
      case "hot-swap":
        // Whatever was wrong with a part has left with it.
        return event.state === "NotPresent" && this.clearWhere((a) => a.resourceId === resourceId);
      case "resource": {
        const condition = `resource:${resourceId}:${event.change === "conflict" ? "conflict" : "failed"}`;
        if (event.change !== "failed" && event.change !== "conflict") return this.clear(condition);
        return this.raise({ condition, kind: "resource", severity, resourceId, sensorId: null, text }, event);
      }
      case "domain": {
        if (event.acknowledged !== undefined) return this.#acknowledge(event.acknowledged);
        if (event.subject === undefined) return false;
        const condition = `agent:${event.subject}`;
        return this.raise({ condition, kind: "agent", severity, resourceId, sensorId: null, text }, event);
      }
      case "operation":
      case "oem":
        return false;
    }
  }

  /** True when the table changed. A condition that holds already keeps its id and time, whatever is said of it now. */
  raise(raise: Raise, event: LoggedEvent): boolean {
    if (!isAlarming(raise.severity)) return this.clear(raise.condition);
    const known = this.#alarms.get(raise.condition);
    if (known !== undefined && known.severity === raise.severity) return this.reword(raise.condition, raise.text);
    this.#alarms.set(raise.condition, {
      ...raise,
      id: known?.id ?? this.#nextId++,
      raised: known?.raised ?? event.time,
      event: { epoch: event.epoch, sequence: event.sequence },
      acknowledged: this.#acknowledged.has(acknowledgementKey(raise.condition, event.sequence)),
    });
    return true;
  }

  /** Says otherwise what is wrong; true when the table changed. It is the same alarm, also for who acknowledged it. */
  reword(condition: string, text: string): boolean {
    const known = this.#alarms.get(condition);
    if (known === undefined || known.text === text) return false;
    this.#alarms.set(condition, { ...known, text });
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

  #acknowledge({ condition, sequence, ended }: NonNullable<DomainEvent["acknowledged"]>): boolean {
    const alarm = this.#alarms.get(condition);
    if (alarm?.event.sequence !== sequence) return false;
    if (ended !== undefined) return this.clear(condition);
    this.#alarms.set(condition, { ...alarm, acknowledged: true });
    return true;
  }
}
