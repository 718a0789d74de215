import { type Cancel, type Clock, every } from "../../base/clock.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import type { Notification, NotifiedObject } from "../../snmp/notification.ts";
import { type Oid, stringIndex } from "../../snmp/oid.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { Syntax } from "../../snmp/syntax.ts";
import type { RowHandle, Table } from "../../snmp/table.ts";
import { MOST_ENTRIES, type NotificationLogLimits } from "./notification-log-limits.ts";
import { RowStatus, StorageType } from "./storage.ts";
import type { ServedModule } from "./system-mib.ts";
import { dateAndTime } from "./text.ts";

export const notificationLogModule: ServedModule = {
  id: [1, 3, 6, 1, 2, 1, 92],
  description: "NOTIFICATION-LOG-MIB: the last notifications, for those who missed them",
};

const objects: Oid = [1, 3, 6, 1, 2, 1, 92, 1];
/** The default log, whose name is empty (RFC 3014 section 3). */
const LOG: Oid = stringIndex(Buffer.alloc(0));
const OPERATIONAL = 2;
const PRUNE_MS = 60_000;
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
  readonly index: number;
  readonly at: number;
  readonly entry: RowHandle;
  readonly variables: readonly RowHandle[];
}

/** A notification as it is logged; one of an earlier run has happened at sysUpTime 0. */
export type LoggedNotification = Notification & {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly engineId: Uint8Array;
};

/**
 * NOTIFICATION-LOG-MIB (RFC 3014): a log of the last notifications. It is in memory; at a start it is filled from where
 * notifications are kept until they are delivered.
 */
export class NotificationLog {
  readonly #engine: SnmpEngine;
  readonly #clock: Clock;
  readonly #entries: Table;
  readonly #variables: Table;
  readonly #limits: NotificationLogLimits;
  readonly #kept: Kept[] = [];
  readonly #stop: Cancel;
  #waiting: LoggedNotification[] = [];
  #cancel: Cancel | undefined;
  /** nlmLogIndex of the last notification. */
  #last = 0;
  #logged = 0;
  #bumped = 0;

  constructor(store: ObjectStore, engine: SnmpEngine, clock: Clock, limits: NotificationLogLimits) {
    this.#engine = engine;
    this.#limits = limits;
    this.#clock = clock;
    const text = (number: number) => ({ number, syntax: "OctetString" }) as const;
    store.scalars([...objects, 1], limits.columns());
    limits.onChanged = () => this.#limited();
    const logs = store.table(
      [...objects, 1, 3, 1],
      [
        text(2),
        { number: 3, syntax: "Unsigned32" },
        ...[4, 5, 6, 7].map((n) => ({ number: n, syntax: "Integer32" }) as const),
      ],
    );
    // No filter; enabled; operational.
    logs.insert(LOG, { 2: "", 3: 0, 4: 1, 5: OPERATIONAL, 6: StorageType.readOnly, 7: RowStatus.active });
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
    this.#stop = every(clock, PRUNE_MS, () => this.#batch(() => this.#prune()));
  }

  /** Shows notifications that were logged before, the oldest first; `sequence` is their place among all. */
  restore(notifications: readonly (LoggedNotification & { readonly sequence: number })[]): void {
    this.#batch(() => {
      for (const notification of notifications) {
        if (notification.sequence > this.#limits.discarded) this.#keep(notification, notification.sequence >>> 0);
      }
      this.#prune();
    });
  }

  /** The place among all notifications of the last one before this run. */
  continueAfter(sequence: number): void {
    this.#last = sequence >>> 0;
    // They were bumped in an earlier run, or were never in this one.
    this.#bumped = 0;
  }

  add(notification: Notification): void {
    this.#waiting.push({ ...notification, at: this.#clock.wall(), engineId: this.#engine.id });
    this.#logged++;
    this.#last = (this.#last + 1) >>> 0;
    this.#cancel ??= this.#clock.after(SOON_MS, () => this.#flush());
  }

  close(): void {
    this.#stop();
    this.#cancel?.();
  }

  #flush(): void {
    this.#cancel = undefined;
    const waiting = this.#waiting.slice(-MOST_ENTRIES);
    this.#bumped += this.#waiting.length - waiting.length;
    const first = this.#last - waiting.length + 1;
    this.#waiting = [];
    this.#batch(() => {
      for (const [i, notification] of waiting.entries()) this.#keep(notification, (first + i) >>> 0);
      this.#prune();
    });
  }

  #batch(change: () => void): void {
    this.#entries.batch(() => this.#variables.batch(change));
  }

  #keep({ id, upTime, at, engineId, objects: carried }: LoggedNotification, number: number): void {
    const index = [...LOG, number];
    const entry = this.#entries.insert(index, {
      [Entry.time]: upTime,
      [Entry.dateAndTime]: dateAndTime(at),
      [Entry.engineId]: engineId,
      [Entry.contextEngineId]: engineId,
      [Entry.contextName]: "",
      [Entry.notificationId]: id,
    });
    const variables = carried.map((object, i) => this.#insert([...index, i + 1], object));
    this.#kept.push({ index: number, at, entry, variables });
  }

  /** Lets go what is too old or too much. */
  #prune(): void {
    const { entries, age } = this.#limits;
    const since = this.#clock.wall() - age;
    while (this.#kept.length > entries || (this.#kept[0]?.at ?? since) < since) this.#drop();
  }

  /** Somebody has set a limit: what it discards does not come back with the next start. */
  #limited(): void {
    const before = this.#kept[0]?.index ?? 0;
    this.#batch(() => this.#prune());
    const now = this.#kept[0]?.index ?? this.#last + 1;
    if (now !== before) this.#limits.discarded = now - 1;
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
