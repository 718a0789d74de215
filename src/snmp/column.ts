import { BerTag, type BerWriter } from "../wire/ber.ts";
import type { Oid } from "./oid.ts";
import type { RowIndex } from "./row-index.ts";
import type { CellWriter } from "./set.ts";
import { Slab } from "./slab.ts";
import { type SnmpValue, type Syntax, writeValue } from "./syntax.ts";

/** One object type of a table or of a group of scalars. */
export interface ColumnSpec {
  /** Last arc of the object below the table's entry. */
  readonly number: number;
  readonly syntax: Syntax;
  /** Gives the value at request time, for objects that change by themselves. Must be quick and must not throw. */
  readonly live?: (index: Oid) => SnmpValue;
  /** What SET may do to the object; without it the object is read-only. */
  readonly write?: CellWriter;
}

/** `Column.emit`: the row has no such cell. */
export const CELL_ABSENT = -1;
/** `Column.emit`: the cell does not fit any more. */
export const CELL_TOO_BIG = -2;

/** The cells of one object type, kept as complete encoded variable bindings. */
export class Column {
  readonly spec: ColumnSpec;
  /** The OID of the object type. */
  readonly prefix: Oid;
  /** Cells; for a live column only their encoded names. */
  readonly slab = new Slab();
  readonly #encoder: BerWriter;

  constructor(spec: ColumnSpec, entry: Oid, encoder: BerWriter) {
    this.spec = spec;
    this.prefix = [...entry, spec.number];
    this.#encoder = encoder;
  }

  get live(): boolean {
    return this.spec.live !== undefined;
  }

  has(slot: number): boolean {
    return this.slab.lengths[slot]! !== 0;
  }

  /** Encodes a value into a slot. */
  set(slot: number, index: Oid, value: SnmpValue, rows: RowIndex): void {
    const encoder = this.#encoder;
    encoder.position = encoder.bytes.length;
    writeValue(encoder, this.spec.syntax, value);
    const { bytes, lengths, starts } = this.slab;
    if (lengths[slot]! !== 0) {
      const name = contentOffset(bytes, starts[slot]!);
      encoder.raw(bytes, name, elementEnd(bytes, name));
    } else {
      encoder.objectIdentifier([...this.prefix, ...index]);
    }
    encoder.header(BerTag.sequence, encoder.bytes.length);
    this.slab.put(slot, encoder.bytes, encoder.position, encoder.bytes.length, rows.slots);
  }

  /** Keeps the encoded name of a live cell. */
  name(slot: number, index: Oid, rows: RowIndex): void {
    const encoder = this.#encoder;
    encoder.position = encoder.bytes.length;
    encoder.objectIdentifier([...this.prefix, ...index]);
    this.slab.put(slot, encoder.bytes, encoder.position, encoder.bytes.length, rows.slots);
  }

  /** Writes the variable binding of a slot at `out[at]`; returns the offset after it, CELL_ABSENT or CELL_TOO_BIG. */
  emit(slot: number, indexOf: (slot: number) => Oid, out: Buffer, at: number, limit: number): number {
    const { bytes, lengths, starts } = this.slab;
    let length = lengths[slot]!;
    if (length === 0) return CELL_ABSENT;
    let source = bytes;
    let start = starts[slot]!;
    if (this.spec.live !== undefined) {
      const encoder = this.#encoder;
      encoder.position = encoder.bytes.length;
      writeValue(encoder, this.spec.syntax, this.spec.live(indexOf(slot)));
      encoder.raw(bytes, start, start + length);
      encoder.header(BerTag.sequence, encoder.bytes.length);
      source = encoder.bytes;
      start = encoder.position;
      length = encoder.bytes.length - start;
    }
    if (at + length > limit) return CELL_TOO_BIG;
    if (length > 64) source.copy(out, at, start, start + length);
    else for (let i = 0; i < length; i++) out[at + i] = source[start + i]!;
    return at + length;
  }

  /**
   * For a stored column: how many rows from `row` on lie one after the other in the slab, have a value and fit into
   * `room` octets, at most `most`. Their octets begin at the first one's start.
   */
  run(rows: RowIndex, row: number, most: number, room: number): number {
    const { lengths, starts } = this.slab;
    const { slots } = rows;
    const last = Math.min(slots.length, row + most);
    let next = starts[slots[row]!]!;
    const first = next;
    let at = row;
    for (; at < last; at++) {
      const slot = slots[at]!;
      const length = lengths[slot]!;
      if (length === 0 || starts[slot] !== next || next + length - first > room) break;
      next += length;
    }
    return at - row;
  }
}

/** Offset of the content of the element at `at`, in octets we encoded ourselves. */
export function contentOffset(bytes: Uint8Array, at: number): number {
  const form = bytes[at + 1]!;
  return at + 2 + (form < 0x80 ? 0 : form & 0x7f);
}

/** One past the element at `at`, in octets we encoded ourselves. */
export function elementEnd(bytes: Uint8Array, at: number): number {
  const form = bytes[at + 1]!;
  if (form < 0x80) return at + 2 + form;
  const octets = form & 0x7f;
  let length = 0;
  for (let i = 0; i < octets; i++) length = length * 256 + bytes[at + 2 + i]!;
  return at + 2 + octets + length;
}
