import type { Logger } from "../../base/logger.ts";
import { ErrorStatus } from "../pdu.ts";
import type { SetOutcome } from "../set-transaction.ts";
import type { ObjectStore } from "../store.ts";
import type { View } from "../view.ts";
import { AgentxError, type AgentxPdu, AgentxType, PayloadReader } from "./pdu.ts";
import { PduWriter } from "./pdu-writer.ts";
import { AgentxRetrieval } from "./retrieval.ts";
import { AgentxSet } from "./set.ts";
import type { AgentxVarbind, SearchRange } from "./varbind.ts";

export interface AgentxResponderOptions {
  readonly store: ObjectStore;
  readonly read: View;
  readonly write?: View | undefined;
  readonly principal: string;
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
        return outcome(this.#sets.get(pdu.transactionId)?.commit() ?? { status: ErrorStatus.commitFailed, index: 0 });
      case AgentxType.undoSet:
        return outcome(this.#sets.get(pdu.transactionId)?.undo() ?? done);
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
    if (write === undefined) return { status: ErrorStatus.notWritable, index: 1 };
    if (this.#sets.size >= MOST_TRANSACTIONS && !this.#sets.has(pdu.transactionId)) {
      return { status: ErrorStatus.resourceUnavailable, index: 1 };
    }
    this.#sets.get(pdu.transactionId)?.undo();
    const set = new AgentxSet(store, write, principal, logger);
    this.#sets.set(pdu.transactionId, set);
    return set.test(varbinds);
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
