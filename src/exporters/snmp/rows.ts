import type { Oid } from "../../snmp/oid.ts";
import type { SnmpValue } from "../../snmp/syntax.ts";
import type { RowHandle, RowValues, Table } from "../../snmp/table.ts";
import { changedColumns, sameValue } from "./row-change.ts";

interface Kept {
  readonly handle: RowHandle;
  readonly index: Oid;
  values: Record<number, SnmpValue | undefined>;
}

/** The rows of a table by a key of their holder's; only cells that differ are encoded again. */
export class Rows<K> {
  readonly #table: Table;
  readonly #rows = new Map<K, Kept>();

  constructor(table: Table) {
    this.#table = table;
  }

  get size(): number {
    return this.#rows.size;
  }

  has(key: K): boolean {
    return this.#rows.has(key);
  }

  /** A copy: rows may go while it is walked. */
  keys(): readonly K[] {
    return [...this.#rows.keys()];
  }

  values(key: K): RowValues | undefined {
    return this.#rows.get(key)?.values;
  }

  /** Adds a row or changes it; its index is that of the first time. */
  put(key: K, index: Oid, values: RowValues): void {
    const row = this.#rows.get(key);
    if (row === undefined) {
      this.#rows.set(key, { handle: this.#table.insert(index, values), index, values: { ...values } });
      return;
    }
    for (const number of changedColumns(row.values, values)) this.#table.set(row.handle, number, values[number]);
    row.values = { ...values };
  }

  /** Changes some cells of a row that is there. */
  update(key: K, some: RowValues): void {
    for (const number of Object.keys(some)) this.set(key, Number(number), some[Number(number)]);
  }

  /** Changes one cell of a row that is there. */
  set(key: K, number: number, value: SnmpValue | undefined): void {
    const row = this.#rows.get(key);
    if (row === undefined || sameValue(row.values[number], value)) return;
    row.values[number] = value;
    this.#table.set(row.handle, number, value);
  }

  remove(key: K): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#rows.delete(key);
    this.#table.delete(row.handle);
  }

  /** Rows added and removed inside appear and disappear together. */
  batch<T>(change: () => T): T {
    return this.#table.batch(change);
  }
}
