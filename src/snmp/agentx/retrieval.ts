import { BerReader, BerTag, MAX_ARCS } from "../../wire/ber.ts";
import { CELL_ABSENT } from "../column.ts";
import { compareOids, type Oid } from "../oid.ts";
import type { ObjectStore, StoredColumn } from "../store.ts";
import { Coverage, type View } from "../view.ts";
import type { AgentxVarbind, SearchRange } from "./varbind.ts";

const NO_SUCH_OBJECT = 0x80;
const NO_SUCH_INSTANCE = 0x81;
const END_OF_MIB_VIEW = 0x82;

const MOST_CELL_OCTETS = 70_000;

/** Looks variables up for a master agent (RFC 2741 section 7.2.3). */
export class AgentxRetrieval {
  readonly #store: ObjectStore;
  readonly #view: View;
  readonly #scratch = Buffer.allocUnsafeSlow(MOST_CELL_OCTETS);
  readonly #reader = new BerReader();

  constructor(store: ObjectStore, view: View) {
    this.#store = store;
    this.#view = view;
  }

  get(name: Oid): AgentxVarbind {
    const store = this.#store;
    const position = store.seek(name, name.length);
    if (position < 0 || !store.contains(position, name, name.length) || !this.#shown(position, name)) {
      return { name, tag: NO_SUCH_OBJECT, value: undefined };
    }
    const { column, table } = store.columns[position]!;
    const row = table.rows.find(name, column.prefix.length);
    const found = row < 0 ? undefined : this.#cell(store.columns[position]!, table.rows.slots[row]!, name);
    return found ?? { name, tag: NO_SUCH_INSTANCE, value: undefined };
  }

  /** The first variable in a range, or endOfMibView under the name asked for. */
  next({ start, include, end }: SearchRange): AgentxVarbind {
    const store = this.#store;
    const { columns } = store;
    const coverage = this.#view.coverage(store);
    let position = store.seek(start, start.length);
    let row = 0;
    if (position >= 0 && store.contains(position, start, start.length)) {
      const { column, table } = columns[position]!;
      const from = column.prefix.length;
      row = include ? table.rows.seek(start, from) : table.rows.after(start, from);
    } else {
      position++;
    }
    for (; position < columns.length; position++, row = 0) {
      const stored = columns[position]!;
      const { column, table } = stored;
      if (coverage[position] === Coverage.none || column.slab.filled === 0) continue;
      if (end.length > 0 && compareOids(column.prefix, end) >= 0) break;
      const { slots } = table.rows;
      for (; row < slots.length; row++) {
        if (!column.has(slots[row]!)) continue;
        const name = [...column.prefix, ...table.indexOf(slots[row]!)];
        if (end.length > 0 && compareOids(name, end) >= 0) break;
        if (coverage[position] === Coverage.some && !this.#view.includes(name, name.length)) continue;
        const found = this.#cell(stored, slots[row]!, name);
        if (found !== undefined) return found;
      }
    }
    return { name: start, tag: END_OF_MIB_VIEW, value: undefined };
  }

  #shown(position: number, name: Oid): boolean {
    const covered = this.#view.coverage(this.#store)[position];
    return covered === Coverage.all || (covered === Coverage.some && this.#view.includes(name, name.length));
  }

  /** A cell, read back from the octets it is kept as. */
  #cell({ column, table }: StoredColumn, slot: number, name: Oid): AgentxVarbind | undefined {
    const end = column.emit(slot, table.indexOf, this.#scratch, 0, MOST_CELL_OCTETS);
    if (end < 0 || end === CELL_ABSENT) return undefined;
    const reader = this.#reader.reset(this.#scratch, 0, end);
    reader.enter(BerTag.sequence);
    reader.skip(); // the name
    const tag = reader.peek();
    return { name, tag, value: readValue(reader, tag) };
  }
}

function readValue(reader: BerReader, tag: number): AgentxVarbind["value"] {
  switch (tag) {
    case BerTag.integer:
      return reader.integer();
    case BerTag.counter32:
    case BerTag.unsigned32:
    case BerTag.timeTicks:
      return reader.unsigned(tag);
    case BerTag.counter64:
      return reader.unsigned64(tag);
    case BerTag.objectIdentifier: {
      const arcs = new Uint32Array(MAX_ARCS);
      return Array.from(arcs.subarray(0, reader.objectIdentifier(arcs)));
    }
    default: {
      const stop = reader.octets(tag);
      return Buffer.from(reader.bytes.subarray(reader.start, stop));
    }
  }
}
