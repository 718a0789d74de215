import { WireError } from "../base/errors.ts";
import { BerReader, BerTag, MAX_ARCS } from "../wire/ber.ts";
import type { AccessControl, Requester } from "./access.ts";
import type { SnmpCounters } from "./counters.ts";
import type { Oid } from "./oid.ts";
import { ErrorStatus, type ErrorStatusCode, type PduHeader, PduType } from "./pdu.ts";
import type { ReplyBuffer } from "./reply-buffer.ts";
import { Retrieval, type RetrievalLimits } from "./retrieval.ts";
import { type SetOutcome, SetTransaction, type WaitingSet } from "./set-transaction.ts";
import type { ObjectStore } from "./store.ts";

export interface ResponderOptions {
  readonly access: AccessControl;
  readonly counters: SnmpCounters;
  readonly limits: RetrievalLimits;
  /** Octets to which a GETBULK reply is filled. */
  readonly bulkSize: number;
  /** Told what a defect of this program threw. */
  readonly defect: (error: unknown) => void;
  /** Told how every SET has ended. */
  readonly onSet?: (set: EndedSet) => void;
}

/** A SET that was done or refused, without its values: they may be secrets. */
export interface EndedSet {
  readonly requester: Requester;
  /** The first of the instances it names. */
  readonly names: readonly Oid[];
  readonly status: ErrorStatusCode;
  /** The variable binding at fault, from 1; 0 when it is none of them. */
  readonly index: number;
}

const MOST_NAMES = 32;

/** A request as the message processing hands it over. */
export interface Command {
  readonly store: ObjectStore;
  readonly requester: Requester;
  /** The octets that hold the PDU, and its header. */
  readonly bytes: Uint8Array;
  readonly pdu: PduHeader;
  /** Most octets of the whole reply, and those its headers may take. */
  readonly maxSize: number;
  readonly headers: number;
  /**
   * Takes an answer that has to wait: what it resolves with leaves the Response PDU in the reply buffer, as `respond`
   * does. `bytes` and `pdu` must then stay as they are. Without it, requests that wait are refused.
   */
  readonly defer?: (answer: Promise<() => number>) => void;
}

/** Answers requests on a store (RFC 3413 section 3.2, RFC 3416 section 4.2, RFC 1157 section 4.1). */
export class CommandResponder {
  readonly #options: ResponderOptions;
  readonly #reply: ReplyBuffer;
  readonly #retrieval: Retrieval;
  readonly #set: SetTransaction;

  constructor(options: ResponderOptions, reply: ReplyBuffer) {
    this.#options = options;
    this.#reply = reply;
    this.#retrieval = new Retrieval(options.limits);
    this.#set = new SetTransaction(options.limits.maxVarbinds, options.defect);
  }

  /** Runs a request and leaves the Response PDU in the reply buffer; returns where it ends, or -1 for silence. Throws `E_BER`. */
  respond(command: Command): number {
    const { counters, access } = this.#options;
    const { store, requester, bytes, pdu, maxSize, headers } = command;
    const setting = pdu.type === PduType.set;
    if (setting) counters.sets++;
    else if (pdu.type === PduType.get) counters.gets++;
    else if (pdu.type === PduType.getNext) counters.getNexts++;
    else counters.getBulks++;
    const view = access.view(requester, setting ? "write" : "read");
    if (view === undefined) {
      if (requester.model !== 3) counters.inBadCommunityUses++;
      const refusal = { status: ErrorStatus.authorizationError, index: 0 };
      return setting ? this.#answer(command, refusal) : this.#refuse(command, refusal.status, 0);
    }
    if (setting) {
      // Refused before anything is done: the reply repeats the request.
      const tooBig = pdu.listEnd - pdu.listStart > maxSize - headers;
      if (tooBig) return this.#answer(command, { status: ErrorStatus.tooBig, index: 0 });
      const { securityName, source } = requester;
      const outcome = this.#set.run(store, view, securityName, bytes, pdu, source, command.defer !== undefined);
      return "joint" in outcome ? this.#defer(command, outcome) : this.#answer(command, outcome);
    }
    const size = pdu.type === PduType.getBulk ? Math.min(maxSize, this.#options.bulkSize) : maxSize;
    const { start, bytes: out } = this.#reply;
    const retrieval = this.#retrieval;
    retrieval.serve(
      store,
      view,
      bytes,
      pdu,
      { bytes: out, start, limit: start + size - headers },
      requester.model === 1,
    );
    if (retrieval.tooMany) return this.#refuse(command, ErrorStatus.tooBig, 0);
    if (retrieval.errorStatus !== ErrorStatus.noError) {
      return this.#refuse(command, retrieval.errorStatus, retrieval.errorIndex);
    }
    return this.#reply.pdu(PduType.response, pdu.requestId, ErrorStatus.noError, 0, retrieval.end);
  }

  /** Answers a SET. */
  #answer(command: Command, { status, index }: SetOutcome): number {
    const { requester } = command;
    this.#options.onSet?.({ requester, names: namesIn(command), status, index });
    if (status !== ErrorStatus.noError) return this.#refuse(command, status, index);
    return this.#reply.echo(command.bytes, command.pdu, ErrorStatus.noError, 0);
  }

  /** Lets a SET wait for its turn. What holds then decides. */
  #defer(command: Command, { joint }: WaitingSet): number {
    const { store, requester, bytes, pdu, defer } = command;
    if (defer === undefined) return this.#answer(command, { status: ErrorStatus.notWritable, index: 1 });
    const full: SetOutcome = { status: ErrorStatus.resourceUnavailable, index: 0 };
    const work = async (): Promise<SetOutcome> => {
      const view = this.#options.access.view(requester, "write");
      if (view === undefined) return { status: ErrorStatus.authorizationError, index: 0 };
      return this.#set.runWaiting(store, view, requester.securityName, bytes, pdu, joint, requester.source);
    };
    const outcome = this.#set.turn(async () => (joint === undefined ? work() : (joint.turn(work) ?? full)));
    if (outcome === undefined) return this.#answer(command, full);
    const failed = (error: unknown): SetOutcome => {
      this.#options.defect(error);
      return { status: ErrorStatus.genErr, index: 0 };
    };
    defer(outcome.catch(failed).then((ended) => () => this.#answer(command, ended)));
    return -1;
  }

  #refuse(command: Command, status: ErrorStatusCode, index: number): number {
    const { bytes, pdu, requester, maxSize, headers } = command;
    const fits = pdu.listEnd - pdu.listStart <= maxSize - headers;
    const code = fits ? status : ErrorStatus.tooBig;
    if (code === ErrorStatus.tooBig) this.#options.counters.tooBigs++;
    if (requester.model === 1) {
      if (!fits) {
        this.#options.counters.silentDrops++;
        return -1;
      }
      return this.#reply.echo(bytes, pdu, v1Status(code), index);
    }
    if (code === ErrorStatus.tooBig) return this.#reply.tooBig(pdu);
    return this.#reply.echo(bytes, pdu, code, index);
  }
}

/** The instances that a request names, as far as they can be read. */
function namesIn({ bytes, pdu }: Command): readonly Oid[] {
  const names: Oid[] = [];
  const reader = new BerReader().reset(bytes, pdu.listStart, pdu.listEnd);
  const arcs = new Uint32Array(MAX_ARCS);
  try {
    while (!reader.done && names.length < MOST_NAMES) {
      const next = reader.enter(BerTag.sequence);
      names.push(Array.from(arcs.subarray(0, reader.objectIdentifier(arcs))));
      reader.position = next;
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  return names;
}

/** What SNMPv1 calls an error (RFC 3584 section 4.4). */
export function v1Status(status: ErrorStatusCode): ErrorStatusCode {
  switch (status) {
    case ErrorStatus.wrongValue:
    case ErrorStatus.wrongEncoding:
    case ErrorStatus.wrongType:
    case ErrorStatus.wrongLength:
    case ErrorStatus.inconsistentValue:
      return ErrorStatus.badValue;
    case ErrorStatus.noAccess:
    case ErrorStatus.notWritable:
    case ErrorStatus.noCreation:
    case ErrorStatus.inconsistentName:
    case ErrorStatus.authorizationError:
      return ErrorStatus.noSuchName;
    case ErrorStatus.resourceUnavailable:
    case ErrorStatus.commitFailed:
    case ErrorStatus.undoFailed:
      return ErrorStatus.genErr;
    default:
      return status;
  }
}
