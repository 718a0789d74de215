import { WireError } from "../base/errors.ts";
import { BerReader, BerTag, MAX_ARCS } from "../wire/ber.ts";
import { ErrorStatus, type ErrorStatusCode, type PduHeader } from "./pdu.ts";
import type { Assignment, CellWriter, WrittenValue } from "./set.ts";
import type { ObjectStore } from "./store.ts";
import { type Syntax, tagOf } from "./syntax.ts";
import { Coverage, type View } from "./view.ts";

/** How a SET ended; the index is that of the variable binding at fault, from 1. */
export interface SetOutcome {
  readonly status: ErrorStatusCode;
  readonly index: number;
}

interface Step {
  readonly writer: CellWriter;
  readonly assignment: Assignment;
}

const done: SetOutcome = { status: ErrorStatus.noError, index: 0 };

/** A SET request: all of it or nothing (RFC 3416 section 4.2.5). */
export class SetTransaction {
  readonly #maxVarbinds: number;
  readonly #defect: (error: unknown) => void;
  readonly #reader = new BerReader();
  readonly #value = new BerReader();
  readonly #arcs = new Uint32Array(MAX_ARCS);

  /** `defect` is told what a writer threw; the request then fails with genErr or commitFailed. */
  constructor(maxVarbinds: number, defect: (error: unknown) => void) {
    this.#maxVarbinds = maxVarbinds;
    this.#defect = defect;
  }

  /** Reads, tests and makes every assignment; after a failure those already made are undone, last first. Throws `E_BER`. */
  run(store: ObjectStore, view: View, principal: string, bytes: Uint8Array, pdu: PduHeader): SetOutcome {
    const steps: Step[] = [];
    let failed: SetOutcome | undefined;
    const reader = this.#reader.reset(bytes, pdu.listStart, pdu.listEnd);
    for (let index = 1; !reader.done; index++) {
      if (index > this.#maxVarbinds) return { status: ErrorStatus.tooBig, index: 0 };
      const step = this.#read(store, view, principal);
      // The rest must still be well-formed.
      if (typeof step === "number") failed ??= { status: step, index };
      else steps.push(step);
    }
    if (failed !== undefined) return failed;
    for (const [i, { writer, assignment }] of steps.entries()) {
      const status = this.#guarded(() => writer.test(assignment));
      if (status !== ErrorStatus.noError) return { status: status ?? ErrorStatus.genErr, index: i + 1 };
    }
    for (const [i, { writer, assignment }] of steps.entries()) {
      if (this.#guarded(() => writer.commit(assignment)) === ErrorStatus.noError) continue;
      const undone = steps
        .slice(0, i)
        .reverse()
        .map((step) => this.#guarded(() => step.writer.undo(step.assignment)) === true);
      if (undone.includes(false)) return { status: ErrorStatus.undoFailed, index: 0 };
      return { status: ErrorStatus.commitFailed, index: i + 1 };
    }
    return done;
  }

  /** What a writer answers, or undefined when it threw. */
  #guarded<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      this.#defect(error);
      return undefined;
    }
  }

  #read(store: ObjectStore, view: View, principal: string): Step | ErrorStatusCode {
    const reader = this.#reader;
    const outer = reader.end;
    reader.end = reader.enter(BerTag.sequence);
    const count = reader.objectIdentifier(this.#arcs);
    const valueAt = reader.position;
    const tag = reader.peek();
    reader.skip();
    if (!reader.done) throw new WireError("E_BER", "variable binding has more than a name and a value");
    const valueEnd = reader.end;
    reader.end = outer;
    const step = this.#locate(store, view, principal, count, tag, valueAt, valueEnd);
    reader.position = valueEnd;
    return step;
  }

  #locate(
    store: ObjectStore,
    view: View,
    principal: string,
    count: number,
    tag: number,
    valueAt: number,
    valueEnd: number,
  ): Step | ErrorStatusCode {
    const arcs = this.#arcs;
    const position = store.seek(arcs, count);
    const known = position >= 0 && store.contains(position, arcs, count);
    const coverage = known ? view.coverage(store)[position]! : Coverage.some;
    if (coverage === Coverage.none || (coverage === Coverage.some && !view.includes(arcs, count))) {
      return ErrorStatus.noAccess;
    }
    if (!known) return ErrorStatus.notWritable;
    const { column, table } = store.columns[position]!;
    const writer = column.spec.write;
    if (writer === undefined) return ErrorStatus.notWritable;
    if (tag !== tagOf[column.spec.syntax]) return ErrorStatus.wrongType;
    const value = this.#decode(column.spec.syntax, valueAt, valueEnd);
    if (value === undefined) return ErrorStatus.wrongEncoding;
    const index = Array.from(arcs.subarray(column.prefix.length, count));
    const row = table.rows.find(index);
    if (row < 0 && writer.creates !== true) return ErrorStatus.noCreation;
    return { writer, assignment: { index, row: row < 0 ? undefined : table.rows.slots[row]!, value, principal } };
  }

  /** The value, or undefined when its octets are none of its syntax. */
  #decode(syntax: Syntax, start: number, end: number): WrittenValue | undefined {
    const reader = this.#value.reset(this.#reader.bytes, start, end);
    try {
      switch (syntax) {
        case "Integer32":
          return reader.integer();
        case "Counter32":
        case "Unsigned32":
        case "TimeTicks":
          return reader.unsigned(tagOf[syntax]);
        case "Counter64":
          return reader.unsigned64(BerTag.counter64);
        case "ObjectIdentifier": {
          const arcs = new Uint32Array(MAX_ARCS);
          return Array.from(arcs.subarray(0, reader.objectIdentifier(arcs)));
        }
        default: {
          const stop = reader.octets(tagOf[syntax]);
          return Buffer.from(reader.bytes.subarray(reader.start, stop));
        }
      }
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
  }
}
