import type { Alarm } from "../../../hpi/alarm.ts";
import type { Domain } from "../../../hpi/domain.ts";
import { ErrorStatus } from "../../../snmp/pdu.ts";
import type { Assignment, CellWriter } from "../../../snmp/set.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { Rows } from "../rows.ts";
import { adminString, dateAndTime } from "../text.ts";
import type { Commands } from "./commands.ts";
import { entryOf, severityNumber, truth, unsigned32 } from "./words.ts";

const Column = {
  entity: 2,
  kind: 3,
  severity: 4,
  condition: 5,
  text: 6,
  raised: 7,
  sequence: 8,
  acknowledged: 9,
} as const;

const kindNumber: Readonly<Record<Alarm["kind"], number>> = { sensor: 1, resource: 2, agent: 3 };

/** hpiAgentAlarmTable: what is wrong now. */
export class AlarmTable {
  readonly #domain: Domain;
  readonly #rows: Rows<number>;
  #known: ReadonlyMap<number, Alarm> = new Map();
  /** Told of each alarm that is new, or has another severity. */
  onRaised: (alarm: Alarm) => void = () => {};
  /** Told of each alarm that is gone. */
  onCleared: (alarm: Alarm) => void = () => {};

  constructor(domain: Domain, store: ObjectStore, commands: Commands) {
    this.#domain = domain;
    this.#rows = new Rows(
      store.table(entryOf(13), [
        ...[Column.entity, Column.kind, Column.severity].map((number) => ({ number, syntax: "Integer32" }) as const),
        ...[Column.condition, Column.text, Column.raised].map((number) => ({ number, syntax: "OctetString" }) as const),
        { number: Column.sequence, syntax: "Unsigned32" },
        { number: Column.acknowledged, syntax: "Integer32", write: acknowledgement(domain, commands) },
      ]),
    );
    this.follow();
  }

  /** Alarms in the table. */
  get size(): number {
    return this.#known.size;
  }

  /** Brings the rows up to date and tells what came and went. */
  follow(): void {
    const before = this.#known;
    const now = new Map(this.#domain.alarms().map((alarm) => [alarm.id, alarm]));
    this.#known = now;
    this.#rows.batch(() => {
      for (const id of this.#rows.keys()) if (!now.has(id)) this.#rows.remove(id);
      for (const [id, alarm] of now) {
        if (before.get(id) === alarm) continue;
        this.#rows.put(id, [id], {
          [Column.entity]: alarm.sensorId ?? alarm.resourceId ?? 0,
          [Column.kind]: kindNumber[alarm.kind],
          [Column.severity]: severityNumber[alarm.severity],
          [Column.condition]: adminString(alarm.condition),
          [Column.text]: adminString(alarm.text),
          [Column.raised]: dateAndTime(alarm.raised.received),
          [Column.sequence]: unsigned32(alarm.event.sequence),
          [Column.acknowledged]: truth(alarm.acknowledged),
        });
      }
    });
    for (const [id, alarm] of before) if (!now.has(id)) this.onCleared(alarm);
    for (const [id, alarm] of now) if (before.get(id)?.severity !== alarm.severity) this.onRaised(alarm);
  }
}

/** An acknowledgement cannot be taken back, so it is given when the whole SET has succeeded. */
function acknowledgement(domain: Domain, commands: Commands): CellWriter {
  const wanted = new Set<Assignment>();
  const known = (id: number): boolean => domain.alarms().some((alarm) => alarm.id === id && !alarm.acknowledged);
  return {
    test(assignment) {
      const role = commands.principal(assignment)?.role;
      if (role === undefined || role === "ReadOnly") return ErrorStatus.noAccess;
      return assignment.value === 1 ? ErrorStatus.noError : ErrorStatus.wrongValue;
    },
    commit(assignment) {
      wanted.add(assignment);
      (assignment.later ?? queueMicrotask)(() => {
        const id = assignment.index[0]!;
        if (wanted.delete(assignment) && known(id)) void domain.acknowledge(id, assignment.principal);
      });
      return ErrorStatus.noError;
    },
    undo: (assignment) => wanted.delete(assignment),
  };
}
