import type { Logger } from "../../base/logger.ts";
import type { Oid } from "../oid.ts";
import { ErrorStatus, type ErrorStatusCode } from "../pdu.ts";
import type { SetOutcome } from "../set-transaction.ts";
import type { ObjectStore } from "../store.ts";
import type { View } from "../view.ts";
import { AgentxError, type AgentxPdu, AgentxType, PayloadReader } from "./pdu.ts";
import { PduWriter } from "./pdu-writer.ts";
import { AgentxRetrieval } from "./retrieval.ts";
import { AgentxSet, namesOf } from "./set.ts";
import type { AgentxVarbind, SearchRange } from "./varbind.ts";

export interface AgentxResponderOptions {
  readonly store: ObjectStore;
  readonly read: View;
  readonly write?: View | undefined;
  readonly principal: string;
  /** Told how a SET has ended: the instances it names, and what came of it. */
  readonly onSet?: ((names: readonly Oid[], outcome: SetOutcome) => void) | undefined;
  readonly logger: Logger;
}

const MOST_RANGES = 512;
const MOST_VARBINDS = 2048;
/** A master cannot tell a manager more in one message. */
const MOST_OCTETS = 60_000;
const MOST_TRANSACTIONS = 16;

const done: SetOutcome = { status: ErrorStatus.noError, index: 0 };

/** Answers the requests of one session. */
export class AgentxResponder {
  readonly #options: AgentxResponderOptions;
  readonly #retrieval: AgentxRetrieval;
  readonly #sets = new Map<number, AgentxSet>();

  constructor(options: AgentxResponderOptions) {
    this.#options = options;
    this.#retrieval = new AgentxRetrieval(options.store, options.read);
  }

  /** The payload of the Response, or undefined when none is due. Throws WireError. */
  respond(pdu: AgentxPdu): PduWriter | undefined {
    switch (pdu.type) {
      case AgentxType.get:
        return found(this.#ranges(pdu).map(({ start }) => this.#retrieval.get(start)));
      case AgentxType.getNext:
        return found(this.#ranges(pdu).map((range) => this.#retrieval.next(range)));
      case AgentxType.getBulk:
        return this.#bulk(pdu);
      case AgentxType.testSet:
        return outcome(this.#test(pdu));
      case AgentxType.commitSet:
        return outcome(this.#commit(pdu));
      case AgentxType.undoSet:
        return outcome(this.#undo(pdu));
      case AgentxType.cleanupSet:
        this.#sets.get(pdu.transactionId)?.cleanup();
        this.#sets.delete(pdu.transactionId);
        return undefined;
      default:
        return new PduWriter().unsigned32(0).unsigned16(AgentxError.processingError).unsigned16(0);
    }
  }

  /** The session is over: what was not finished is taken back. */
  close(): void {
    for (const set of this.#sets.values()) set.undo();
    this.#sets.clear();
  }

  #ranges(pdu: AgentxPdu): SearchRange[] {
    return readRanges(new PayloadReader(pdu));
  }

  #bulk(pdu: AgentxPdu): PduWriter {
    const reader = new PayloadReader(pdu);
    const nonRepeaters = reader.unsigned(2);
    const repetitions = reader.unsigned(2);
    const ranges = readRanges(reader);
    const varbinds = ranges.slice(0, nonRepeaters).map((range) => this.#retrieval.next(range));
    let repeaters = ranges.slice(nonRepeaters);
    for (let i = 0; i < repetitions && repeaters.length > 0; i++) {
      if (varbinds.length + repeaters.length > MOST_VARBINDS) break;
      const row = repeaters.map((range) => this.#retrieval.next(range));
      varbinds.push(...row);
      if (row.every(({ tag }) => tag === 0x82)) break;
      repeaters = repeaters.map(({ end }, at) => ({ start: row[at]!.name, include: false, end }));
    }
    return found(varbinds, true);
  }

  #test(pdu: AgentxPdu): SetOutcome {
    const { store, write, principal, logger } = this.#options;
    const reader = new PayloadReader(pdu);
    const varbinds: AgentxVarbind[] = [];
    while (!reader.done) {
      if (varbinds.length >= MOST_RANGES) return { status: ErrorStatus.resourceUnavailable, index: varbinds.length };
      varbinds.push(reader.varbind());
    }
    const refused = (status: ErrorStatusCode): SetOutcome => {
      const ended = { status, index: 1 };
      this.#options.onSet?.(namesOf(varbinds), ended);
      return ended;
    };
    if (write === undefined) return refused(ErrorStatus.notWritable);
    if (this.#sets.size >= MOST_TRANSACTIONS && !this.#sets.has(pdu.transactionId)) {
      return refused(ErrorStatus.resourceUnavailable);
    }
    this.#sets.get(pdu.transactionId)?.undo();
    const set = new AgentxSet(store, write, principal, logger);
    this.#sets.set(pdu.transactionId, set);
    const tested = set.test(varbinds);
    if (tested.status !== ErrorStatus.noError) this.#options.onSet?.(set.names, tested);
    return tested;
  }

  #commit({ transactionId }: AgentxPdu): SetOutcome {
    const set = this.#sets.get(transactionId);
    if (set === undefined) return { status: ErrorStatus.commitFailed, index: 0 };
    const committed = set.commit();
    this.#options.onSet?.(set.names, committed);
    return committed;
  }

  #undo({ transactionId }: AgentxPdu): SetOutcome {
    const set = this.#sets.get(transactionId);
    if (set === undefined) return done;
    // No CleanupSet follows (RFC 2741 section 7.2.5.9).
    this.#sets.delete(transactionId);
    const made = set.made;
    const undone = set.undo();
    // What the master takes back was refused by another subagent.
    const status = undone.status === ErrorStatus.noError ? ErrorStatus.commitFailed : undone.status;
    if (made) this.#options.onSet?.(set.names, { status, index: 0 });
    return undone;
  }
}

function readRanges(reader: PayloadReader): SearchRange[] {
  const ranges: SearchRange[] = [];
  while (!reader.done && ranges.length < MOST_RANGES) ranges.push(reader.range());
  return ranges;
}

/** As many of the variables as may be left out, when they are of a GETBULK, are left out. */
function found(varbinds: readonly AgentxVarbind[], some = false): PduWriter {
  const payload = new PduWriter().unsigned32(0).unsigned16(ErrorStatus.noError).unsigned16(0);
  for (const varbind of varbinds) {
    if (some && payload.length > MOST_OCTETS) break;
    payload.varbind(varbind);
  }
  return payload;
}

function outcome({ status, index }: SetOutcome): PduWriter {
  return new PduWriter().unsigned32(0).unsigned16(status).unsigned16(index);
}
