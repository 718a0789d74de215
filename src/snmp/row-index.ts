import { compareOids, type Oid } from "./oid.ts";

/** A row as its holder names it. Valid until the row is deleted. */
export type RowHandle = number;

/** A row that is to come: its index and the slot its cells are kept in. */
export interface NewRow {
  readonly index: Oid;
  readonly slot: number;
}

/**
 * The rows of one table in the order of their indexes. Immutable: a change makes a new one, so whoever holds one keeps
 * a consistent table. All columns of a table share it.
 */
export class RowIndex {
  static readonly empty = new RowIndex(new Uint32Array(0), new Uint32Array(1), new Uint32Array(0));

  /** Index arcs of all rows, one after the other. */
  readonly arcs: Uint32Array;
  /** Where each row's arcs begin; one more entry than rows. */
  readonly offsets: Uint32Array;
  /** The slot of each row. */
  readonly slots: Uint32Array;

  private constructor(arcs: Uint32Array, offsets: Uint32Array, slots: Uint32Array) {
    this.arcs = arcs;
    this.offsets = offsets;
    this.slots = slots;
  }

  get count(): number {
    return this.slots.length;
  }

  /** Sign of (row − key), where the key is arcs[from, to). */
  #compare(row: number, key: ArrayLike<number>, from: number, to: number): number {
    const start = this.offsets[row]!;
    const length = this.offsets[row + 1]! - start;
    const shared = Math.min(length, to - from);
    for (let i = 0; i < shared; i++) {
      const mine = this.arcs[start + i]!;
      const other = key[from + i]!;
      if (mine !== other) return mine < other ? -1 : 1;
    }
    return length - (to - from);
  }

  /** First row whose index is not below the key; `count` when there is none. */
  seek(key: ArrayLike<number>, from = 0, to = key.length): number {
    let low = 0;
    let high = this.slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, key, from, to) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The row with exactly this index, or -1. */
  find(key: ArrayLike<number>, from = 0, to = key.length): number {
    const row = this.seek(key, from, to);
    return row < this.slots.length && this.#compare(row, key, from, to) === 0 ? row : -1;
  }

  /** First row whose index is above the key; `count` when there is none. */
  after(key: ArrayLike<number>, from = 0, to = key.length): number {
    const row = this.seek(key, from, to);
    return row < this.slots.length && this.#compare(row, key, from, to) === 0 ? row + 1 : row;
  }

  /** This index without the rows at these positions, ascending. */
  without(positions: readonly number[]): RowIndex {
    if (positions.length === 0) return this;
    const kept = this.slots.length - positions.length;
    let gone = 0;
    for (const row of positions) gone += this.offsets[row + 1]! - this.offsets[row]!;
    const arcs = new Uint32Array(this.arcs.length - gone);
    const offsets = new Uint32Array(kept + 1);
    const slots = new Uint32Array(kept);
    let at = 0;
    let from = 0;
    for (let i = 0; i <= positions.length; i++) {
      const to = positions[i] ?? this.slots.length;
      at = this.#copy(from, to, arcs, offsets, slots, at);
      from = to + 1;
    }
    return new RowIndex(arcs, offsets, slots);
  }

  /** This index with further rows, whose indexes must be new and different from each other. */
  with(rows: readonly NewRow[]): RowIndex {
    if (rows.length === 0) return this;
    const sorted = [...rows].sort((a, b) => compareOids(a.index, b.index));
    let more = 0;
    for (const row of sorted) more += row.index.length;
    const arcs = new Uint32Array(this.arcs.length + more);
    const offsets = new Uint32Array(this.slots.length + sorted.length + 1);
    const slots = new Uint32Array(this.slots.length + sorted.length);
    let at = 0;
    let from = 0;
    for (const row of sorted) {
      const to = this.seek(row.index);
      at = this.#copy(from, to, arcs, offsets, slots, at);
      from = to;
      const start = offsets[at]!;
      for (let i = 0; i < row.index.length; i++) arcs[start + i] = row.index[i]!;
      slots[at++] = row.slot;
      offsets[at] = start + row.index.length;
    }
    this.#copy(from, this.slots.length, arcs, offsets, slots, at);
    return new RowIndex(arcs, offsets, slots);
  }

  /** Copies rows [from, to) to position `at` of the target arrays; returns the next position. */
  #copy(from: number, to: number, arcs: Uint32Array, offsets: Uint32Array, slots: Uint32Array, at: number): number {
    if (from >= to) return at;
    const first = this.offsets[from]!;
    const target = offsets[at]!;
    arcs.set(this.arcs.subarray(first, this.offsets[to]), target);
    slots.set(this.slots.subarray(from, to), at);
    const shift = target - first;
    for (let row = from; row < to; row++) offsets[++at] = this.offsets[row + 1]! + shift;
    return at;
  }
}
