import { WireError } from "../base/errors.ts";
import { BerReader } from "../wire/ber.ts";
import type { Command, CommandResponder } from "./command-responder.ts";
import type { SnmpCounterName, SnmpCounters } from "./counters.ts";
import type { SnmpEngine } from "./engine.ts";
import type { Oid } from "./oid.ts";
import { PduHeader, PduType, readPdu } from "./pdu.ts";
import type { ReplyBuffer } from "./reply-buffer.ts";
import { DONE, type SetReplies } from "./set-replies.ts";
import type { ObjectStore } from "./store.ts";
import type { Usm, UsmUser } from "./usm.ts";
import { envelopeOctets, type V3Framer } from "./v3-frame.ts";
import {
  MessageFlag,
  readGlobalData,
  readScopedPdu,
  readUsmParameters,
  ScopedPdu,
  type SecurityLevel,
  USM_MODEL,
  V3Message,
} from "./v3-message.ts";

const USM_STATS: Oid = [1, 3, 6, 1, 6, 3, 15, 1, 1];
const UNKNOWN_PDU_HANDLERS: Oid = [1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0];
const UNKNOWN_CONTEXTS: Oid = [1, 3, 6, 1, 6, 3, 12, 1, 5, 0];
const NOTHING = new Uint8Array(0);

export interface V3Parts {
  readonly engine: SnmpEngine;
  readonly counters: SnmpCounters;
  readonly usm: Usm;
  readonly framer: V3Framer;
  readonly contexts: ReadonlyMap<string, ObjectStore>;
  readonly responder: CommandResponder;
  readonly reply: ReplyBuffer;
  readonly setReplies: SetReplies;
  /** Told what a defect of this program threw while an answer was made that had to wait. */
  readonly defect: (error: unknown) => void;
}

/** Sends a reply that had to wait. */
export type SendLater = (reply: Buffer) => void;

/** What became of a message. */
export interface V3Result {
  readonly reply: Buffer | undefined;
  /** True when the sender did not prove who it is and may be guessing; the reply is a REPORT. */
  readonly unauthenticated: boolean;
  /** What failed for who claimed to be somebody, and did not prove it. */
  readonly failure?: SnmpCounterName;
}

/** Message processing of SNMPv3 for requests (RFC 3412 section 7.2). One message at a time. */
export class V3Processing {
  readonly #parts: V3Parts;
  readonly #reader = new BerReader();
  readonly #message = new V3Message();
  readonly #scoped = new ScopedPdu();
  readonly #pdu = new PduHeader();

  constructor(parts: V3Parts) {
    this.#parts = parts;
  }

  /** Serves a message whose msgVersion the reader has just read. Throws `E_BER`. Without `later` no reply can wait. */
  process(datagram: Uint8Array, reader: BerReader, source: string, later?: SendLater): V3Result {
    const { counters, usm } = this.#parts;
    const message = this.#message;
    message.bytes = datagram;
    message.start = 0;
    message.end = datagram.length;
    readGlobalData(reader, message);
    if (message.securityModel !== USM_MODEL) {
      counters.unknownSecurityModels++;
      return dropped;
    }
    if ((message.flags & (MessageFlag.auth | MessageFlag.priv)) === MessageFlag.priv) {
      counters.invalidMsgs++;
      return dropped;
    }
    readUsmParameters(reader, message);
    const failure = usm.check(message);
    if (failure !== undefined) {
      const name = [...USM_STATS, failure.arc, 0];
      const user = failure.level === 0 ? undefined : usm.user;
      const reply = this.#report(name, failure.counter, this.#plainRequestId(), failure.level, user);
      // Without a name it is discovery (RFC 3414 section 4): nobody is claimed to be asking.
      const claims = failure.guess && message.userEnd > message.userStart;
      return { reply, unauthenticated: failure.guess, ...(claims ? { failure: failure.counter } : {}) };
    }
    return { reply: this.#request(usm.user!, source, later), unauthenticated: false };
  }

  /** The request-id of a message whose scoped PDU is not encrypted, 0 when it cannot be told. */
  #plainRequestId(): number {
    const message = this.#message;
    if ((message.flags & MessageFlag.priv) !== 0) return 0;
    try {
      readScopedPdu(this.#reader.reset(message.bytes, message.dataStart, message.dataEnd), this.#scoped);
      readPdu(this.#reader, this.#pdu);
      return this.#pdu.requestId;
    } catch (error) {
      if (error instanceof WireError) return 0;
      throw error;
    }
  }

  #request(user: UsmUser, source: string, later: SendLater | undefined): Buffer | undefined {
    const { counters, usm, contexts, engine, responder, reply, setReplies } = this.#parts;
    const message = this.#message;
    const { level } = message;
    const scoped = this.#scoped;
    const pdu = this.#pdu;
    const bytes = usm.scopedBytes;
    readScopedPdu(this.#reader.reset(bytes, usm.scopedStart, usm.scopedEnd), scoped);
    readPdu(this.#reader, pdu);
    const own = usm.isOwnEngine(bytes, scoped.contextEngineIdStart, scoped.contextEngineIdEnd);
    if (!own || !pdu.confirmed || pdu.type === PduType.inform) {
      counters.unknownPduHandlers++;
      return pdu.confirmed
        ? this.#report(UNKNOWN_PDU_HANDLERS, "unknownPduHandlers", pdu.requestId, level, user)
        : undefined;
    }
    const nameOctets = scoped.contextNameEnd - scoped.contextNameStart;
    const context = nameOctets === 0 ? "" : text(bytes, scoped.contextNameStart, scoped.contextNameEnd);
    const store = contexts.get(context);
    if (store === undefined) {
      counters.unknownContexts++;
      return this.#report(UNKNOWN_CONTEXTS, "unknownContexts", pdu.requestId, level, user);
    }
    const requester = { model: 3, securityName: user.name, level, context, source } as const;
    const maxSize = Math.min(message.maxSize, engine.maxMessageSize);
    const { sentOctets } = user.digest.protocol;
    const headers = envelopeOctets(engine.id.length, user.nameOctets.length, sentOctets, nameOctets);
    const { contextNameStart, contextNameEnd } = scoped;
    const finish = (of: V3Message, end: number): Buffer => {
      this.#frame(of, user, level, bytes, contextNameStart, contextNameEnd, end);
      return reply.copy(end);
    };
    if (pdu.type !== PduType.set) {
      const end = responder.respond({ store, requester, bytes, pdu, maxSize, headers });
      return end < 0 ? undefined : finish(message, end);
    }
    const repeated = setReplies.find(message);
    if (repeated !== undefined) return repeated === DONE ? undefined : repeated;
    // The next message overwrites these while an answer waits.
    const held = Object.assign(new V3Message(), message);
    const heldPdu = Object.assign(new PduHeader(), pdu);
    const defer = (answer: Promise<() => number>): void => {
      setReplies.begin(held);
      answer
        .then((respond) => {
          const end = respond();
          if (end < 0) return;
          const made = finish(held, end);
          setReplies.keep(held, made);
          later?.(made);
        })
        .catch(this.#parts.defect);
    };
    const command: Command = { store, requester, bytes, pdu: heldPdu, maxSize, headers };
    const end = responder.respond(later === undefined ? command : { ...command, defer });
    if (end < 0) return undefined;
    const made = finish(message, end);
    setReplies.keep(message, made);
    return made;
  }

  #report(
    name: Oid,
    counter: SnmpCounterName,
    requestId: number,
    level: SecurityLevel,
    user: UsmUser | undefined,
  ): Buffer | undefined {
    if (!this.#message.reportable) return undefined;
    const { counters, reply } = this.#parts;
    const value = counters[counter];
    const end = reply.counter(PduType.report, requestId, name, value);
    this.#frame(this.#message, user, level, NOTHING, 0, 0, end);
    return reply.copy(end);
  }

  /** Frames the PDU in the reply buffer as the answer to the message. */
  #frame(
    message: V3Message,
    user: UsmUser | undefined,
    level: SecurityLevel,
    context: Uint8Array,
    contextStart: number,
    contextEnd: number,
    end: number,
  ): void {
    const { engine, framer, reply } = this.#parts;
    const { time } = engine;
    framer.frame(reply.writer, end, {
      msgId: message.msgId,
      maxSize: engine.maxMessageSize,
      level,
      reportable: false,
      engineId: engine.id,
      boots: engine.boots,
      time,
      name: message.bytes,
      nameStart: message.userStart,
      nameEnd: message.userEnd,
      digest: user?.digest,
      cipher: user?.cipher,
      contextEngineId: engine.id,
      context,
      contextStart,
      contextEnd,
    });
  }
}

const dropped: V3Result = { reply: undefined, unauthenticated: false };

function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString("utf8");
}
