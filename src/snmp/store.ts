import { InternalError } from "../base/errors.ts";
import { BerWriter } from "../wire/ber.ts";
import type { Column, ColumnSpec } from "./column.ts";
import { compareOids, formatOid, type Oid } from "./oid.ts";
import type { SnmpValue } from "./syntax.ts";
import { type RowHandle, Table } from "./table.ts";

/** A column in its place among all columns. */
export interface StoredColumn {
  readonly column: Column;
  readonly table: Table;
}

/** A group of scalars. */
export interface Scalars {
  /** Re-encodes one scalar by the last arc of its object type. */
  set(number: number, value: SnmpValue | undefined): void;
}

/** All objects of one context, in OID order. */
export class ObjectStore {
  #columns: StoredColumn[] = [];
  #prefixes = new Uint32Array(0);
  #offsets = new Uint32Array(1);
  readonly #encoder = new BerWriter(Buffer.allocUnsafeSlow(70_000));
  /** Raised whenever columns are added; caches made per column compare it. */
  generation = 0;

  get columns(): readonly StoredColumn[] {
    return this.#columns;
  }

  /** Adds a conceptual table under its entry's OID. */
  table(entry: Oid, columns: readonly ColumnSpec[]): Table {
    const table = new Table(entry, columns, this.#encoder);
    this.#columns.push(...table.columns.map((column) => ({ column, table })));
    this.#columns.sort((a, b) => compareOids(a.column.prefix, b.column.prefix));
    this.#index();
    return table;
  }

  /** Adds scalars below one OID; those not `live` start with the values given. */
  scalars(group: Oid, columns: readonly (ColumnSpec & { readonly value?: SnmpValue })[]): Scalars {
    const table = this.table(group, columns);
    const row: RowHandle = table.insert([0], Object.fromEntries(columns.map((c) => [c.number, c.value])));
    return { set: (number, value) => table.set(row, number, value) };
  }

  #index(): void {
    const offsets = new Uint32Array(this.#columns.length + 1);
    const prefixes: number[] = [];
    for (const [i, { column }] of this.#columns.entries()) {
      const before = this.#columns[i - 1]?.column.prefix;
      if (before?.every((arc, k) => arc === column.prefix[k])) {
        throw new InternalError("E_SNMP_COLUMN", `${formatOid(column.prefix)} overlaps ${formatOid(before)}`);
      }
      prefixes.push(...column.prefix);
      offsets[i + 1] = prefixes.length;
    }
    this.#prefixes = Uint32Array.from(prefixes);
    this.#offsets = offsets;
    this.generation++;
  }

  /** Position of the last column whose prefix is not after the name arcs[0, count); -1 when there is none. */
  seek(arcs: ArrayLike<number>, count: number): number {
    const prefixes = this.#prefixes;
    let low = 0;
    let high = this.#columns.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = this.#offsets[middle]!;
      const length = this.#offsets[middle + 1]! - start;
      const shared = Math.min(length, count);
      let order = 0;
      for (let i = 0; i < shared && order === 0; i++) order = prefixes[start + i]! - arcs[i]!;
      if (order === 0) order = length - shared;
      if (order <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Whether the name arcs[0, count) lies below the column at this position. */
  contains(position: number, arcs: ArrayLike<number>, count: number): boolean {
    const start = this.#offsets[position]!;
    const length = this.#offsets[position + 1]! - start;
    if (count < length) return false;
    for (let i = 0; i < length; i++) if (this.#prefixes[start + i] !== arcs[i]) return false;
    return true;
  }
}
