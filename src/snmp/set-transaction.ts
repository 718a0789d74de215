import { WireError } from "../base/errors.ts";
import { BerReader, BerTag, MAX_ARCS } from "../wire/ber.ts";
import { ErrorStatus, type ErrorStatusCode, type PduHeader } from "./pdu.ts";
import type { Assignment, JointWriter, Step, WrittenValue } from "./set.ts";
import type { ObjectStore } from "./store.ts";
import { type Syntax, tagOf } from "./syntax.ts";
import { Coverage, type View } from "./view.ts";

/** How a SET ended; the index is that of the variable binding at fault, from 1. */
export interface SetOutcome {
  readonly status: ErrorStatusCode;
  readonly index: number;
}

/** A SET that has to wait: for those before it, and until it is on disk. */
export interface WaitingSet {
  readonly joint: JointWriter | undefined;
}

const MOST_WAITING = 16;

const done: SetOutcome = { status: ErrorStatus.noError, index: 0 };

/** A SET request: all of it or nothing (RFC 3416 section 4.2.5). */
export class SetTransaction {
  readonly #maxVarbinds: number;
  readonly #defect: (error: unknown) => void;
  readonly #reader = new BerReader();
  readonly #value = new BerReader();
  readonly #arcs = new Uint32Array(MAX_ARCS);
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** `defect` is told what a writer threw; the request then fails with genErr or commitFailed. */
  constructor(maxVarbinds: number, defect: (error: unknown) => void) {
    this.#maxVarbinds = maxVarbinds;
    this.#defect = defect;
  }

  /**
   * Reads, tests and makes every assignment; after a failure those already made are undone, last first. Throws `E_BER`.
   * When the door can wait and there is something to wait for, nothing is done yet.
   */
  run(
    store: ObjectStore,
    view: View,
    principal: string,
    bytes: Uint8Array,
    pdu: PduHeader,
    source?: string,
    canWait = false,
  ): SetOutcome | WaitingSet {
    const steps = this.#steps(store, view, principal, bytes, pdu, source === undefined ? {} : { source });
    if (!Array.isArray(steps)) return steps;
    const joint = steps.find(({ writer }) => writer.joint)?.writer.joint;
    if (joint !== undefined || (canWait && steps.some(({ writer }) => writer.kept))) return { joint };
    return this.#test(steps) ?? this.#commit(steps) ?? done;
  }

  /** Does the work when that of no other SET which waits is under way; undefined when too many wait already. */
  turn(work: () => Promise<SetOutcome>): Promise<SetOutcome> | undefined {
    if (this.#waiting >= MOST_WAITING) return undefined;
    this.#waiting++;
    const ended = this.#last.then(work).finally(() => this.#waiting--);
    // Whoever asked hears of a defect; the next one goes on.
    this.#last = ended.then(
      () => {},
      () => {},
    );
    return ended;
  }

  /** What `run` does, for a SET that waits. Throws `E_BER` before it waits. */
  async runWaiting(
    store: ObjectStore,
    view: View,
    principal: string,
    bytes: Uint8Array,
    pdu: PduHeader,
    joint: JointWriter | undefined,
    source?: string,
  ): Promise<SetOutcome> {
    const later: (() => void)[] = [];
    const steps = this.#steps(store, view, principal, bytes, pdu, {
      later: (act) => void later.push(act),
      ...(source === undefined ? {} : { source }),
    });
    if (!Array.isArray(steps)) return steps;
    const others = steps.filter(({ writer }) => writer.joint === undefined);
    const together = steps.filter(({ writer }) => writer.joint !== undefined);
    const failed = this.#test(steps) ?? this.#testJoint(joint, together, steps) ?? this.#commit(steps);
    if (failed !== undefined) return failed;
    const lost = (await this.#keep(others)) ?? (await this.#commitJoint(joint, together));
    if (lost !== undefined) return this.#undo(others, steps.indexOf(lost) + 1);
    for (const act of later) this.#guarded(act);
    return done;
  }

  /** Waits until what was made is on disk; the first step that cannot be. */
  async #keep(steps: readonly Step[]): Promise<Step | undefined> {
    for (const step of steps) {
      const lost = await step.writer.kept?.().then(
        () => false,
        // Its keeper has said why.
        () => true,
      );
      if (lost === true) return step;
    }
    return undefined;
  }

  async #commitJoint(joint: JointWriter | undefined, steps: readonly Step[]): Promise<Step | undefined> {
    if (joint === undefined) return undefined;
    try {
      return (await joint.commit(steps)) ? undefined : steps[0];
    } catch (error) {
      this.#defect(error);
      return steps[0];
    }
  }

  /** The assignments of a request, or why it cannot be done. */
  #steps(
    store: ObjectStore,
    view: View,
    principal: string,
    bytes: Uint8Array,
    pdu: PduHeader,
    more: Pick<Assignment, "later" | "source">,
  ): Step[] | SetOutcome {
    const steps: Step[] = [];
    let failed: SetOutcome | undefined;
    const reader = this.#reader.reset(bytes, pdu.listStart, pdu.listEnd);
    for (let index = 1; !reader.done; index++) {
      if (index > this.#maxVarbinds) return { status: ErrorStatus.tooBig, index: 0 };
      const step = this.#read(store, view, principal);
      // The rest must still be well-formed.
      if (typeof step === "number") failed ??= { status: step, index };
      else steps.push({ writer: step.writer, assignment: { ...step.assignment, ...more } });
    }
    return failed ?? steps;
  }

  #test(steps: readonly Step[]): SetOutcome | undefined {
    for (const [i, { writer, assignment }] of steps.entries()) {
      if (writer.joint !== undefined) continue;
      const status = this.#guarded(() => writer.test(assignment));
      if (status !== ErrorStatus.noError) return { status: status ?? ErrorStatus.genErr, index: i + 1 };
    }
    return undefined;
  }

  #testJoint(
    joint: JointWriter | undefined,
    together: readonly Step[],
    steps: readonly Step[],
  ): SetOutcome | undefined {
    if (joint === undefined) return undefined;
    const other = steps.findIndex(({ writer }) => writer.joint !== undefined && writer.joint !== joint);
    if (other >= 0) return { status: ErrorStatus.genErr, index: other + 1 };
    try {
      const refusal = joint.test(together);
      return refusal && { status: refusal.status, index: steps.indexOf(refusal.step) + 1 };
    } catch (error) {
      this.#defect(error);
      return { status: ErrorStatus.genErr, index: steps.indexOf(together[0]!) + 1 };
    }
  }

  /** Makes those that no joint writer makes. */
  #commit(steps: readonly Step[]): SetOutcome | undefined {
    for (const [i, { writer, assignment }] of steps.entries()) {
      if (writer.joint !== undefined) continue;
      if (this.#guarded(() => writer.commit(assignment)) === ErrorStatus.noError) continue;
      return this.#undo(
        steps.slice(0, i).filter((step) => step.writer.joint === undefined),
        i + 1,
      );
    }
    return undefined;
  }

  #undo(made: readonly Step[], index: number): SetOutcome {
    const undone = [...made]
      .reverse()
      .map(({ writer, assignment }) => this.#guarded(() => writer.undo(assignment)) === true);
    return undone.includes(false)
      ? { status: ErrorStatus.undoFailed, index: 0 }
      : { status: ErrorStatus.commitFailed, index };
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
