import { WireError } from "../base/errors.ts";
import { BerReader, BerTag, MAX_ARCS } from "../wire/ber.ts";
import { CELL_ABSENT, CELL_TOO_BIG, contentOffset, elementEnd } from "./column.ts";
import { ErrorStatus, type ErrorStatusCode, ExceptionTag, type PduHeader, PduType } from "./pdu.ts";
import type { ObjectStore } from "./store.ts";
import { Coverage, type View } from "./view.ts";

/** Bounds on the work one request can cause. */
export interface RetrievalLimits {
  /** Most variable bindings in a request. */
  readonly maxVarbinds: number;
  /** Most cells looked at for one request. */
  readonly maxSteps: number;
}

export const defaultRetrievalLimits: RetrievalLimits = { maxVarbinds: 512, maxSteps: 50_000 };

/** Where a request writes its variable bindings. */
export interface Output {
  readonly bytes: Buffer;
  readonly start: number;
  /** One past the last octet that may be used. */
  readonly limit: number;
}

/**
 * GET, GETNEXT and GETBULK (RFC 3416 section 4.2.1 to 4.2.3) on a store. One instance serves one request at a time;
 * what came of it is in its fields.
 */
export class Retrieval {
  errorStatus: ErrorStatusCode = ErrorStatus.noError;
  /** 1-based variable binding of the error, 0 for none. */
  errorIndex = 0;
  /** One past the last octet written. */
  end = 0;
  /** Cells looked at. */
  steps = 0;
  /** Set when the request has more variable bindings than allowed. */
  tooMany = false;

  readonly #limits: RetrievalLimits;
  readonly #reader = new BerReader();
  readonly #arcs = new Uint32Array(MAX_ARCS);
  readonly #instance = new Uint32Array(2 * MAX_ARCS);
  // Of the request being served.
  #store!: ObjectStore;
  #view!: View;
  #coverage: Uint8Array = new Uint8Array(0);
  #v1 = false;
  #out: Buffer = Buffer.alloc(0);
  #start = 0;
  #limit = 0;
  // The name of the variable binding being served, in the request.
  #nameStart = 0;
  #nameEnd = 0;
  // The cell a search stands on.
  #column = 0;
  #row = 0;
  // Per variable binding of a GETBULK.
  readonly #columns: Int32Array;
  readonly #rows: Int32Array;
  readonly #nameStarts: Int32Array;
  readonly #nameEnds: Int32Array;

  constructor(limits: RetrievalLimits = defaultRetrievalLimits) {
    this.#limits = limits;
    this.#columns = new Int32Array(limits.maxVarbinds);
    this.#rows = new Int32Array(limits.maxVarbinds);
    this.#nameStarts = new Int32Array(limits.maxVarbinds);
    this.#nameEnds = new Int32Array(limits.maxVarbinds);
  }

  /** Serves a request whose list is in `bytes`. `v1`: no Counter64 and no exceptions (RFC 3584 section 4.2.2). Throws `E_BER`. */
  serve(store: ObjectStore, view: View, bytes: Uint8Array, pdu: PduHeader, out: Output, v1: boolean): void {
    this.#store = store;
    this.#view = view;
    this.#coverage = view.coverage(store);
    this.#v1 = v1;
    this.#out = out.bytes;
    this.#start = out.start;
    this.#limit = out.limit;
    this.errorStatus = ErrorStatus.noError;
    this.errorIndex = 0;
    this.end = out.start;
    this.steps = 0;
    this.tooMany = false;
    this.#reader.reset(bytes, pdu.listStart, pdu.listEnd);
    if (pdu.type === PduType.getBulk) this.#bulk(Math.max(0, pdu.first), Math.max(0, pdu.second));
    else this.#each(pdu.type === PduType.getNext);
  }

  /** Reads one variable binding of the request, its name into #arcs; returns the number of arcs. */
  #readVarbind(): number {
    const reader = this.#reader;
    const outer = reader.end;
    reader.end = reader.enter(BerTag.sequence);
    this.#nameStart = reader.position;
    const count = reader.objectIdentifier(this.#arcs);
    this.#nameEnd = reader.position;
    reader.skip();
    if (!reader.done) throw new WireError("E_BER", "variable binding has more than a name and a value");
    reader.end = outer;
    return count;
  }

  #each(next: boolean): void {
    const reader = this.#reader;
    for (let position = 1; !reader.done; position++) {
      const count = this.#readVarbind();
      if (position > this.#limits.maxVarbinds) {
        this.tooMany = true;
        return;
      }
      if (this.errorStatus !== ErrorStatus.noError) continue; // the rest must still be well-formed
      const failed = next ? this.#getNext(count) : this.#get(count);
      if (failed !== ErrorStatus.noError) {
        this.errorStatus = failed;
        this.errorIndex = failed === ErrorStatus.tooBig ? 0 : position;
      }
    }
  }

  #get(count: number): ErrorStatusCode {
    const arcs = this.#arcs;
    const position = this.#store.seek(arcs, count);
    if (position < 0 || !this.#store.contains(position, arcs, count) || !this.#visible(position)) {
      return this.#exception(ExceptionTag.noSuchObject);
    }
    if (this.#coverage[position] === Coverage.some && !this.#view.includes(arcs, count)) {
      return this.#exception(ExceptionTag.noSuchInstance);
    }
    const { column, table } = this.#store.columns[position]!;
    const rows = table.rows;
    this.steps++;
    const row = rows.find(arcs, column.prefix.length, count);
    if (row < 0) return this.#exception(ExceptionTag.noSuchInstance);
    const at = column.emit(rows.slots[row]!, table.indexOf, this.#out, this.end, this.#limit);
    if (at === CELL_ABSENT) return this.#exception(ExceptionTag.noSuchInstance);
    if (at === CELL_TOO_BIG) return ErrorStatus.tooBig;
    this.end = at;
    return ErrorStatus.noError;
  }

  #getNext(count: number): ErrorStatusCode {
    this.#locate(count);
    if (!this.#settle()) {
      if (this.steps >= this.#limits.maxSteps) return ErrorStatus.genErr;
      return this.#exception(ExceptionTag.endOfMibView);
    }
    const at = this.#emit();
    if (at === CELL_TOO_BIG) return ErrorStatus.tooBig;
    this.end = at;
    return ErrorStatus.noError;
  }

  /** The requested name with an exception for its value; in SNMPv1 an error instead. */
  #exception(tag: number): ErrorStatusCode {
    if (this.#v1) return ErrorStatus.noSuchName;
    const written = this.#writeException(this.#reader.bytes, this.#nameStart, this.#nameEnd, tag);
    return written ? ErrorStatus.noError : ErrorStatus.tooBig;
  }

  #writeException(name: Uint8Array, start: number, end: number, tag: number): boolean {
    const length = end - start + 2;
    const header = length < 0x80 ? 2 : length < 0x100 ? 3 : 4;
    if (this.end + header + length > this.#limit) return false;
    const out = this.#out;
    let at = this.end;
    out[at++] = BerTag.sequence;
    if (header === 2) out[at++] = length;
    else if (header === 3) {
      out[at++] = 0x81;
      out[at++] = length;
    } else {
      out[at++] = 0x82;
      out[at++] = length >> 8;
      out[at++] = length & 0xff;
    }
    for (let i = start; i < end; i++) out[at++] = name[i]!;
    out[at++] = tag;
    out[at++] = 0;
    this.end = at;
    return true;
  }

  #visible(position: number): boolean {
    if (this.#coverage[position] === Coverage.none) return false;
    return !this.#v1 || this.#store.columns[position]!.column.spec.syntax !== "Counter64";
  }

  /** Stands on the first cell position after the name in #arcs, which may have no value. */
  #locate(count: number): void {
    const arcs = this.#arcs;
    const position = this.#store.seek(arcs, count);
    if (position >= 0 && this.#store.contains(position, arcs, count)) {
      const { column, table } = this.#store.columns[position]!;
      this.#column = position;
      this.#row = table.rows.after(arcs, column.prefix.length, count);
    } else {
      this.#column = position + 1;
      this.#row = 0;
    }
  }

  /** Moves on to the next cell with a value inside the view; false at the end of the view or out of steps. */
  #settle(): boolean {
    const columns = this.#store.columns;
    for (; this.#column < columns.length; this.#column++, this.#row = 0) {
      if (++this.steps >= this.#limits.maxSteps) return false;
      const { column, table } = columns[this.#column]!;
      if (column.slab.filled === 0 || !this.#visible(this.#column)) continue;
      const { slots } = table.rows;
      const some = this.#coverage[this.#column] === Coverage.some;
      for (; this.#row < slots.length; this.#row++) {
        if (column.has(slots[this.#row]!) && (!some || this.#instanceVisible())) return true;
        if (++this.steps >= this.#limits.maxSteps) return false;
      }
    }
    return false;
  }

  #instanceVisible(): boolean {
    const { column, table } = this.#store.columns[this.#column]!;
    const index = table.indexOf(table.rows.slots[this.#row]!);
    const prefix = column.prefix;
    for (let i = 0; i < prefix.length; i++) this.#instance[i] = prefix[i]!;
    for (let i = 0; i < index.length; i++) this.#instance[prefix.length + i] = index[i]!;
    return this.#view.includes(this.#instance, prefix.length + index.length);
  }

  #emit(): number {
    const { column, table } = this.#store.columns[this.#column]!;
    return column.emit(table.rows.slots[this.#row]!, table.indexOf, this.#out, this.end, this.#limit);
  }

  #bulk(nonRepeaters: number, maxRepetitions: number): void {
    const reader = this.#reader;
    let repeaters = 0;
    let full = false;
    for (let position = 1; !reader.done; position++) {
      const count = this.#readVarbind();
      if (position > this.#limits.maxVarbinds) {
        this.tooMany = true;
        return;
      }
      if (full || this.errorStatus !== ErrorStatus.noError) continue;
      if (position <= nonRepeaters) {
        const failed = this.#getNext(count);
        if (failed === ErrorStatus.tooBig) full = true;
        else if (failed !== ErrorStatus.noError) {
          this.errorStatus = failed;
          this.errorIndex = position;
        }
      } else {
        this.#locate(count);
        this.#columns[repeaters] = this.#column;
        this.#rows[repeaters] = this.#row;
        // Where the name is that endOfMibView repeats: negative while it is in the request.
        this.#nameStarts[repeaters] = -this.#nameStart - 1;
        this.#nameEnds[repeaters] = this.#nameEnd;
        repeaters++;
      }
    }
    if (this.errorStatus === ErrorStatus.noError && !full && repeaters > 0) {
      if (repeaters === 1) full = this.#repeatOne(maxRepetitions);
      else full = this.#repeat(repeaters, maxRepetitions);
    }
    // A reply of nothing would make a manager ask the same again.
    if (full && this.end === this.#start) {
      this.errorStatus = this.steps >= this.#limits.maxSteps ? ErrorStatus.genErr : ErrorStatus.tooBig;
    }
  }

  /** One repeater: neighbouring cells go out in one copy. Returns whether the reply is full. */
  #repeatOne(maxRepetitions: number): boolean {
    this.#column = this.#columns[0]!;
    this.#row = this.#rows[0]!;
    for (let left = maxRepetitions; left > 0; ) {
      if (!this.#settle()) {
        if (this.steps >= this.#limits.maxSteps) return true;
        return !this.#endOfView(0);
      }
      const { column, table } = this.#store.columns[this.#column]!;
      const rows = table.rows;
      if (!column.live && this.#coverage[this.#column] === Coverage.all) {
        const count = column.run(rows, this.#row, left, this.#limit - this.end);
        if (count === 0) return true;
        const { bytes, lengths, starts } = column.slab;
        const first = starts[rows.slots[this.#row]!]!;
        const lastSlot = rows.slots[this.#row + count - 1]!;
        const last = starts[lastSlot]!;
        bytes.copy(this.#out, this.end, first, last + lengths[lastSlot]!);
        this.#remember(0, this.end + last - first);
        this.end += last - first + lengths[lastSlot]!;
        this.#row += count;
        this.steps += count;
        left -= count;
      } else {
        const at = this.#emit();
        if (at === CELL_TOO_BIG) return true;
        this.#remember(0, this.end);
        this.end = at;
        this.#row++;
        left--;
      }
    }
    return false;
  }

  #repeat(repeaters: number, maxRepetitions: number): boolean {
    for (let repetition = 0; repetition < maxRepetitions; repetition++) {
      let more = false;
      for (let i = 0; i < repeaters; i++) {
        this.#column = this.#columns[i]!;
        this.#row = this.#rows[i]!;
        if (this.#settle()) {
          const at = this.#emit();
          if (at === CELL_TOO_BIG) return true;
          this.#remember(i, this.end);
          this.end = at;
          this.#row++;
          more = true;
        } else {
          if (this.steps >= this.#limits.maxSteps) return true;
          if (!this.#endOfView(i)) return true;
        }
        this.#columns[i] = this.#column;
        this.#rows[i] = this.#row;
      }
      if (!more) return false;
    }
    return false;
  }

  /** Keeps where the name of the variable binding at `at` is, for endOfMibView after it. */
  #remember(repeater: number, at: number): void {
    const name = contentOffset(this.#out, at);
    this.#nameStarts[repeater] = name;
    this.#nameEnds[repeater] = elementEnd(this.#out, name);
  }

  #endOfView(repeater: number): boolean {
    const start = this.#nameStarts[repeater]!;
    const end = this.#nameEnds[repeater]!;
    return start < 0
      ? this.#writeException(this.#reader.bytes, -start - 1, end, ExceptionTag.endOfMibView)
      : this.#writeException(this.#out, start, end, ExceptionTag.endOfMibView);
  }
}
