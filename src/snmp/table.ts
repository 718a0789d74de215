import { InternalError } from "../base/errors.ts";
import type { BerWriter } from "../wire/ber.ts";
import { Column, type ColumnSpec } from "./column.ts";
import { formatOid, type Oid } from "./oid.ts";
import { type NewRow, type RowHandle, RowIndex } from "./row-index.ts";
import type { SnmpValue } from "./syntax.ts";

export type { RowHandle } from "./row-index.ts";

/** Values of a row by column number; a column left out has no instance in that row. */
export type RowValues = Readonly<Record<number, SnmpValue | undefined>>;

/** Columns that share their rows. A group of scalars is a table whose one row has the index 0. */
export class Table {
  readonly entry: Oid;
  readonly columns: readonly Column[];
  #rows = RowIndex.empty;
  readonly #indexes: (Oid | undefined)[] = [];
  readonly #free: number[] = [];
  #added: NewRow[] = [];
  #removed: number[] = [];
  #depth = 0;
  readonly #byNumber = new Map<number, Column>();

  constructor(entry: Oid, columns: readonly ColumnSpec[], encoder: BerWriter) {
    this.entry = entry;
    this.columns = columns.map((spec) => new Column(spec, entry, encoder));
    for (const column of this.columns) this.#byNumber.set(column.spec.number, column);
  }

  /** The rows as requests see them now. */
  get rows(): RowIndex {
    return this.#rows;
  }

  /** The index of the row in a slot. */
  readonly indexOf = (slot: number): Oid => {
    const index = this.#indexes[slot];
    if (index === undefined)
      throw new InternalError("E_SNMP_ROW", `no row in slot ${slot} of ${formatOid(this.entry)}`);
    return index;
  };

  /** The row with this index, also one added in the running batch. */
  find(index: Oid): RowHandle | undefined {
    const row = this.#rows.find(index);
    if (row >= 0) {
      const slot = this.#rows.slots[row]!;
      if (!this.#removed.includes(slot)) return slot;
    }
    return this.#added.find(
      (added) => added.index.length === index.length && added.index.every((a, i) => a === index[i]),
    )?.slot;
  }

  /** Adds a row with all its values at once. The index must be new. */
  insert(index: Oid, values: RowValues): RowHandle {
    const slot = this.#free.pop() ?? this.#indexes.length;
    this.#indexes[slot] = index;
    for (const column of this.columns) {
      column.slab.reserve(slot + 1);
      const value = values[column.spec.number];
      if (column.live) column.name(slot, index, this.#rows);
      else if (value !== undefined) column.set(slot, index, value, this.#rows);
    }
    this.#added.push({ index, slot });
    if (this.#depth === 0) this.#publish();
    return slot;
  }

  delete(handle: RowHandle): void {
    this.indexOf(handle);
    const pending = this.#added.findIndex((added) => added.slot === handle);
    if (pending >= 0) {
      this.#added.splice(pending, 1);
      this.#release(handle);
      return;
    }
    this.#removed.push(handle);
    if (this.#depth === 0) this.#publish();
  }

  /** Re-encodes one cell; undefined takes it away. */
  set(handle: RowHandle, number: number, value: SnmpValue | undefined): void {
    const column = this.#byNumber.get(number);
    if (column === undefined || column.live) {
      throw new InternalError("E_SNMP_COLUMN", `no stored column ${number} in ${formatOid(this.entry)}`);
    }
    const index = this.indexOf(handle);
    if (value === undefined) column.slab.clear(handle);
    else column.set(handle, index, value, this.#rows);
  }

  /** Rows added and deleted inside appear and disappear together, at the end. */
  batch<T>(change: () => T): T {
    this.#depth++;
    try {
      return change();
    } finally {
      if (--this.#depth === 0) this.#publish();
    }
  }

  #publish(): void {
    const added = this.#added;
    const removed = this.#removed;
    if (added.length === 0 && removed.length === 0) return;
    this.#added = [];
    this.#removed = [];
    const positions = removed.map((slot) => this.#rows.find(this.indexOf(slot))).sort((a, b) => a - b);
    this.#rows = this.#rows.without(positions).with(added);
    for (const slot of removed) this.#release(slot);
    // As dear as the table is large: worth it when much of it is new.
    if (added.length > 16 && added.length * 8 > this.#rows.count) {
      for (const column of this.columns) column.slab.pack(this.#rows.slots);
    }
  }

  #release(slot: number): void {
    for (const column of this.columns) column.slab.clear(slot);
    this.#indexes[slot] = undefined;
    this.#free.push(slot);
  }
}
