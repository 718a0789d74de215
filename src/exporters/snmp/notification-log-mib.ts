import type { Cancel, Clock } from "../../base/clock.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Notification, NotifiedObject } from "../../snmp/notification.ts";
import { type Oid, stringIndex } from "../../snmp/oid.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { Syntax } from "../../snmp/syntax.ts";
import type { RowHandle, Table } from "../../snmp/table.ts";
import { ROW_ACTIVE, STORAGE_READ_ONLY } from "./storage.ts";
import type { ServedModule } from "./system-mib.ts";
import { dateAndTime } from "./text.ts";

export const notificationLogModule: ServedModule = {
  id: [1, 3, 6, 1, 2, 1, 92],
  description: "NOTIFICATION-LOG-MIB: the last notifications, for those who missed them",
};

const objects: Oid = [1, 3, 6, 1, 2, 1, 92, 1];
/** The default log, whose name is empty (RFC 3014 section 3). */
const LOG: Oid = stringIndex(Buffer.alloc(0));
const MOST_ENTRIES = 1000;
const OPERATIONAL = 2;
/** In a storm many are shown at once: each change of a table costs as much as the table is large. */
const SOON_MS = 20;

const Entry = { time: 2, dateAndTime: 3, engineId: 4, contextEngineId: 7, contextName: 8, notificationId: 9 } as const;
const Variable = { id: 2, type: 3 } as const;

/** nlmLogVariableValueType and the column of the value, by syntax. */
const valueColumn: Readonly<Record<Syntax, readonly [type: number, column: number]>> = {
  Counter32: [1, 4],
  Unsigned32: [2, 5],
  TimeTicks: [3, 6],
  Integer32: [4, 7],
  IpAddress: [5, 9],
  OctetString: [6, 8],
  ObjectIdentifier: [7, 10],
  Counter64: [8, 11],
};

interface Kept {
  readonly entry: RowHandle;
  readonly variables: readonly RowHandle[];
}

/** NOTIFICATION-LOG-MIB (RFC 3014): a log of the last notifications, in memory. */
export class NotificationLog {
  readonly #engine: SnmpEngine;
  readonly #clock: Clock;
  readonly #entries: Table;
  readonly #variables: Table;
  readonly #kept: Kept[] = [];
  #waiting: { readonly notification: Notification; readonly at: number }[] = [];
  #cancel: Cancel | undefined;
  #logged = 0;
  #bumped = 0;

  constructor(store: ObjectStore, engine: SnmpEngine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
    const text = (number: number) => ({ number, syntax: "OctetString" }) as const;
    store.scalars(
      [...objects, 1],
      [
        { number: 1, syntax: "Unsigned32", value: MOST_ENTRIES },
        { number: 2, syntax: "Unsigned32", value: 0 },
      ],
    );
    const logs = store.table(
      [...objects, 1, 3, 1],
      [
        text(2),
        { number: 3, syntax: "Unsigned32" },
        ...[4, 5, 6, 7].map((n) => ({ number: n, syntax: "Integer32" }) as const),
      ],
    );
    // No filter; enabled; operational.
    logs.insert(LOG, { 2: "", 3: 0, 4: 1, 5: OPERATIONAL, 6: STORAGE_READ_ONLY, 7: ROW_ACTIVE });
    const counters = [
      { number: 1, syntax: "Counter32", live: () => this.#logged },
      { number: 2, syntax: "Counter32", live: () => this.#bumped },
    ] as const;
    store.scalars([...objects, 2], counters);
    store.table([...objects, 2, 3, 1], counters).insert(LOG, {});
    this.#entries = store.table(
      [...objects, 3, 1, 1],
      [
        { number: Entry.time, syntax: "TimeTicks" },
        ...[Entry.dateAndTime, Entry.engineId, Entry.contextEngineId, Entry.contextName].map(text),
        { number: Entry.notificationId, syntax: "ObjectIdentifier" },
      ],
    );
    this.#variables = store.table(
      [...objects, 3, 2, 1],
      [
        { number: Variable.id, syntax: "ObjectIdentifier" },
        { number: Variable.type, syntax: "Integer32" },
        ...(Object.entries(valueColumn) as [Syntax, readonly [number, number]][]).map(([syntax, [, number]]) => ({
          number,
          syntax,
        })),
      ],
    );
  }

  add(notification: Notification): void {
    this.#waiting.push({ notification, at: this.#clock.wall() });
    this.#logged++;
    this.#cancel ??= this.#clock.after(SOON_MS, () => this.#flush());
  }

  close(): void {
    this.#cancel?.();
  }

  #flush(): void {
    this.#cancel = undefined;
    const waiting = this.#waiting.slice(-MOST_ENTRIES);
    this.#bumped += this.#waiting.length - waiting.length;
    const first = this.#logged - waiting.length + 1;
    this.#waiting = [];
    this.#entries.batch(() =>
      this.#variables.batch(() => {
        for (const [i, { notification, at }] of waiting.entries()) this.#keep(notification, at, (first + i) >>> 0);
        while (this.#kept.length > MOST_ENTRIES) this.#drop();
      }),
    );
  }

  #keep({ id, upTime, objects: carried }: Notification, at: number, number: number): void {
    const index = [...LOG, number];
    const entry = this.#entries.insert(index, {
      [Entry.time]: upTime,
      [Entry.dateAndTime]: dateAndTime(at),
      [Entry.engineId]: this.#engine.id,
      [Entry.contextEngineId]: this.#engine.id,
      [Entry.contextName]: "",
      [Entry.notificationId]: id,
    });
    this.#kept.push({ entry, variables: carried.map((object, i) => this.#insert([...index, i + 1], object)) });
  }

  #insert(index: Oid, { name, syntax, value }: NotifiedObject): RowHandle {
    const [type, column] = valueColumn[syntax];
    return this.#variables.insert(index, { [Variable.id]: name, [Variable.type]: type, [column]: value });
  }

  #drop(): void {
    const oldest = this.#kept.shift();
    if (oldest === undefined) return;
    this.#bumped++;
    this.#entries.delete(oldest.entry);
    for (const variable of oldest.variables) this.#variables.delete(variable);
  }
}
