import { type Cancel, type Clock, every } from "../../../base/clock.ts";
import { stringIndex } from "../../../snmp/oid.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { Rows } from "../rows.ts";
import { adminString, dateAndTime } from "../text.ts";
import { entryOf } from "./words.ts";

/** A record of a controller's own event log as it was read. */
export interface SelRecord {
  readonly controller: string;
  readonly id: number;
  /** The device's time stamp, milliseconds since the epoch; null when it gave none. */
  readonly time: number | null;
  readonly text: string;
  /** The record as hexadecimal text. */
  readonly raw: string;
}

const Info = { records: 1, lastRecord: 2, lastTime: 3 } as const;
const Column = { time: 3, text: 4, raw: 5 } as const;

const PERIOD_MS = 60_000;
/** What was logged together is shown together. */
const SOON_MS = 1000;
const MOST_RAW = 64;
const MOST_CONTROLLER = 32;

/** hpiAgentSelInfoTable and hpiAgentSelTable: the controllers' own event logs, as far as they were read. */
export class SelTables {
  readonly #records: () => readonly SelRecord[];
  readonly #clock: Clock;
  readonly #info: Rows<string>;
  readonly #rows: Rows<string>;
  readonly #stop: Cancel;
  /** As they were given last, and those shown by their keys. */
  #given: readonly SelRecord[] = [];
  #shown: ReadonlyMap<string, SelRecord> = new Map();
  #cancel: Cancel | undefined;

  /** `records` gives the same object for a record that has not changed: it is not shown again. */
  constructor(store: ObjectStore, clock: Clock, records: () => readonly SelRecord[]) {
    this.#records = records;
    this.#clock = clock;
    this.#info = new Rows(
      store.table(entryOf(11), [
        { number: Info.records, syntax: "Unsigned32" },
        { number: Info.lastRecord, syntax: "Unsigned32" },
        { number: Info.lastTime, syntax: "OctetString" },
      ]),
    );
    const text = (number: number) => ({ number, syntax: "OctetString" }) as const;
    this.#rows = new Rows(store.table(entryOf(12), [Column.time, Column.text, Column.raw].map(text)));
    this.#refresh();
    this.#stop = every(clock, PERIOD_MS, () => this.#refresh());
  }

  /** Something was logged, it seems. */
  changed(): void {
    this.#cancel ??= this.#clock.after(SOON_MS, () => {
      this.#cancel = undefined;
      this.#refresh();
    });
  }

  close(): void {
    this.#stop();
    this.#cancel?.();
  }

  #refresh(): void {
    const records = this.#records();
    const given = this.#given;
    if (records.length === given.length && records.every((record, i) => record === given[i])) return;
    this.#given = records;
    const byController = new Map<string, { count: number; last: SelRecord }>();
    const now = new Map<string, SelRecord>();
    for (const record of records) now.set(`${record.id} ${record.controller}`, record);
    for (const record of now.values()) {
      const known = byController.get(record.controller);
      byController.set(record.controller, { count: (known?.count ?? 0) + 1, last: record });
    }
    this.#rows.batch(() => {
      for (const key of this.#rows.keys()) if (!now.has(key)) this.#rows.remove(key);
      for (const [key, record] of now) {
        if (this.#shown.get(key) === record) continue;
        this.#rows.put(key, [...controllerIndex(record.controller), record.id & 0xffff], {
          [Column.time]: dateAndTime(record.time),
          [Column.text]: adminString(record.text),
          [Column.raw]: Buffer.from(record.raw, "hex").subarray(0, MOST_RAW),
        });
      }
    });
    this.#shown = now;
    this.#info.batch(() => {
      for (const key of this.#info.keys()) if (!byController.has(key)) this.#info.remove(key);
      for (const [controller, { count, last }] of byController) {
        this.#info.put(controller, controllerIndex(controller), {
          [Info.records]: count,
          [Info.lastRecord]: last.id,
          [Info.lastTime]: dateAndTime(last.time),
        });
      }
    });
  }
}

function controllerIndex(name: string): readonly number[] {
  return stringIndex(Buffer.from(name, "utf8").subarray(0, MOST_CONTROLLER));
}
