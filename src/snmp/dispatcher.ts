import { messageOf, WireError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { BerReader, BerTag, BerWriter } from "../wire/ber.ts";
import type { AccessControl, Requester } from "./access.ts";
import type { SnmpCounterName, SnmpCounters } from "./counters.ts";
import type { SnmpEngine } from "./engine.ts";
import { ErrorStatus, type ErrorStatusCode, PduHeader, PduType, readPdu } from "./pdu.ts";
import { defaultRetrievalLimits, Retrieval, type RetrievalLimits } from "./retrieval.ts";
import type { ObjectStore } from "./store.ts";
import type { Usm, UsmUser } from "./usm.ts";
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

/** Where a datagram came from. */
export interface Source {
  readonly address: string;
  readonly port: number;
}

export interface DispatcherOptions {
  readonly engine: SnmpEngine;
  readonly counters: SnmpCounters;
  readonly usm: Usm;
  readonly access: AccessControl;
  /** The objects of each context by its name; "" is the default one. */
  readonly contexts: ReadonlyMap<string, ObjectStore>;
  readonly logger: Logger;
  readonly limits?: RetrievalLimits;
  /** Octets to which a GETBULK reply is filled: by default what an Ethernet frame carries over UDP and IPv4. */
  readonly bulkSize?: number;
}

/** Room before the variable bindings for every header of a message. */
const HEADROOM = 768;
const USM_STATS = [1, 3, 6, 1, 6, 3, 15, 1, 1];
const EMPTY = Buffer.alloc(0);

/** One message in, at most one out: the dispatcher and the command responder of RFC 3412 and RFC 3413, without any I/O. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #limits: RetrievalLimits;
  readonly #bulkSize: number;
  readonly #reader = new BerReader();
  readonly #message = new V3Message();
  readonly #scoped = new ScopedPdu();
  readonly #pdu = new PduHeader();
  readonly #retrieval: Retrieval;
  readonly #out: Buffer;
  readonly #writer: BerWriter;
  readonly #zeros = Buffer.alloc(48);
  readonly #salt = Buffer.alloc(8);
  readonly #flags = Buffer.alloc(1);

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultRetrievalLimits;
    this.#bulkSize = options.bulkSize ?? 1472;
    this.#retrieval = new Retrieval(this.#limits);
    this.#out = Buffer.allocUnsafeSlow(HEADROOM + options.engine.maxMessageSize);
    this.#writer = new BerWriter(this.#out, HEADROOM);
  }

  /** Serves one datagram. Returns the reply, or undefined when there is none; never throws. */
  handle(datagram: Uint8Array, _source: Source): Buffer | undefined {
    const { counters, logger } = this.#options;
    counters.inPkts++;
    try {
      const reply = this.#dispatch(datagram);
      if (reply !== undefined) counters.outPkts++;
      return reply;
    } catch (error) {
      if (error instanceof WireError) {
        counters.inAsnParseErrs++;
      } else {
        counters.internalErrors++;
        logger.error({ error: messageOf(error) }, "an SNMP request failed");
      }
      return undefined;
    }
  }

  #dispatch(datagram: Uint8Array): Buffer | undefined {
    const reader = this.#reader.reset(datagram);
    const end = reader.enter(BerTag.sequence);
    if (end !== datagram.length) throw new WireError("E_BER", "octets after the message");
    const version = reader.integer();
    if (version === 3) return this.#v3(datagram, reader);
    this.#options.counters.inBadVersions++;
    return undefined;
  }

  #v3(datagram: Uint8Array, reader: BerReader): Buffer | undefined {
    const { counters, usm } = this.#options;
    const message = this.#message;
    message.bytes = datagram;
    message.start = 0;
    message.end = datagram.length;
    readGlobalData(reader, message);
    if (message.securityModel !== USM_MODEL) {
      counters.unknownSecurityModels++;
      return undefined;
    }
    if ((message.flags & (MessageFlag.auth | MessageFlag.priv)) === MessageFlag.priv) {
      counters.invalidMsgs++;
      return undefined;
    }
    readUsmParameters(reader, message);
    const failure = usm.check(message);
    if (failure !== undefined) {
      if (!message.reportable) return undefined;
      const name = [...USM_STATS, failure.arc, 0];
      return this.#report(
        name,
        failure.counter,
        this.#plainRequestId(),
        failure.level,
        failure.level === 0 ? undefined : usm.user,
      );
    }
    return this.#scopedPdu(usm.user!);
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

  #scopedPdu(user: UsmUser): Buffer | undefined {
    const { counters, usm, contexts, access } = this.#options;
    const { level } = this.#message;
    const scoped = this.#scoped;
    const pdu = this.#pdu;
    const bytes = usm.scopedBytes;
    readScopedPdu(this.#reader.reset(bytes, usm.scopedStart, usm.scopedEnd), scoped);
    readPdu(this.#reader, pdu);
    if (
      !usm.isOwnEngine(bytes, scoped.contextEngineIdStart, scoped.contextEngineIdEnd) ||
      !pdu.confirmed ||
      pdu.type === PduType.inform
    ) {
      counters.unknownPduHandlers++;
      if (!pdu.confirmed || !this.#message.reportable) return undefined;
      return this.#report([1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0], "unknownPduHandlers", pdu.requestId, level, user);
    }
    const nameLength = scoped.contextNameEnd - scoped.contextNameStart;
    const context =
      nameLength === 0
        ? ""
        : Buffer.from(bytes.subarray(scoped.contextNameStart, scoped.contextNameEnd)).toString("utf8");
    const store = contexts.get(context);
    if (store === undefined) {
      counters.unknownContexts++;
      if (!this.#message.reportable) return undefined;
      return this.#report([1, 3, 6, 1, 6, 3, 12, 1, 5, 0], "unknownContexts", pdu.requestId, level, user);
    }
    const requester: Requester = { model: 3, securityName: user.name, level, context };
    const limit = this.#serve(
      store,
      requester,
      access,
      bytes,
      Math.min(this.#message.maxSize, this.#options.engine.maxMessageSize),
      overhead(this.#options.engine, user, nameLength),
    );
    if (limit < 0) return undefined;
    return this.#secure(user, level, bytes, scoped.contextNameStart, scoped.contextNameEnd, limit);
  }

  /** Runs the request in #pdu and writes the Response PDU; returns where it ends, or -1 to stay silent. */
  #serve(
    store: ObjectStore,
    requester: Requester,
    access: AccessControl,
    bytes: Uint8Array,
    maxSize: number,
    headers: number,
  ): number {
    const { counters } = this.#options;
    const pdu = this.#pdu;
    const view = access.view(requester, pdu.type === PduType.set ? "write" : "read");
    if (view === undefined) return this.#errorPdu(bytes, ErrorStatus.authorizationError, 0, maxSize, headers);
    switch (pdu.type) {
      case PduType.get:
        counters.gets++;
        break;
      case PduType.getNext:
        counters.getNexts++;
        break;
      case PduType.getBulk:
        counters.getBulks++;
        break;
      default:
        counters.sets++;
        return this.#errorPdu(bytes, ErrorStatus.notWritable, pdu.listStart < pdu.listEnd ? 1 : 0, maxSize, headers);
    }
    const size = pdu.type === PduType.getBulk ? Math.min(maxSize, this.#bulkSize) : maxSize;
    const retrieval = this.#retrieval;
    retrieval.serve(
      store,
      view,
      bytes,
      pdu,
      { bytes: this.#out, start: HEADROOM, limit: HEADROOM + size - headers },
      false,
    );
    if (retrieval.tooMany) return this.#errorPdu(bytes, ErrorStatus.tooBig, 0, maxSize, headers);
    if (retrieval.errorStatus !== ErrorStatus.noError) {
      return this.#errorPdu(bytes, retrieval.errorStatus, retrieval.errorIndex, maxSize, headers);
    }
    return this.#pduHeaders(PduType.response, pdu.requestId, ErrorStatus.noError, 0, retrieval.end);
  }

  /** A Response that refuses: with the request's variable bindings, or none when they cannot be the cause. */
  #errorPdu(bytes: Uint8Array, status: ErrorStatusCode, index: number, maxSize: number, headers: number): number {
    const { counters } = this.#options;
    const pdu = this.#pdu;
    const length = pdu.listEnd - pdu.listStart;
    let code = status;
    if (code !== ErrorStatus.tooBig && length > maxSize - headers) code = ErrorStatus.tooBig;
    if (code === ErrorStatus.tooBig) {
      counters.tooBigs++;
      return this.#pduHeaders(PduType.response, pdu.requestId, code, 0, HEADROOM);
    }
    this.#out.set(bytes.subarray(pdu.listStart, pdu.listEnd), HEADROOM);
    return this.#pduHeaders(PduType.response, pdu.requestId, code, index, HEADROOM + length);
  }

  /** Puts the PDU's headers before the variable bindings at HEADROOM; returns `end`. */
  #pduHeaders(type: number, requestId: number, status: number, index: number, end: number): number {
    const writer = this.#writer;
    writer.position = HEADROOM;
    writer.header(BerTag.sequence, end);
    writer.integer(index);
    writer.integer(status);
    writer.integer(requestId);
    writer.header(type, end);
    return end;
  }

  #report(
    name: readonly number[],
    counter: SnmpCounterName,
    requestId: number,
    level: SecurityLevel,
    user: UsmUser | undefined,
  ): Buffer {
    // Written backwards from some way past HEADROOM, then moved to where variable bindings begin.
    const writer = this.#writer;
    const end = HEADROOM + 64;
    writer.position = end;
    writer.unsigned(this.#options.counters[counter], BerTag.counter32);
    writer.objectIdentifier(name);
    writer.header(BerTag.sequence, end);
    const length = end - writer.position;
    this.#out.copyWithin(HEADROOM, writer.position, end);
    const pduEnd = this.#pduHeaders(PduType.report, requestId, 0, 0, HEADROOM + length);
    return this.#secure(user, level, EMPTY, 0, 0, pduEnd);
  }

  /** Wraps the PDU at the writer's position into a secured SNMPv3 message and returns a copy of it: the answer to #message. */
  #secure(
    user: UsmUser | undefined,
    level: SecurityLevel,
    context: Uint8Array,
    contextStart: number,
    contextEnd: number,
    end: number,
  ): Buffer {
    const { engine, usm } = this.#options;
    const message = this.#message;
    const writer = this.#writer;
    const out = this.#out;
    const { boots, time } = engine;
    writer.octets(context, BerTag.octetString, contextStart, contextEnd);
    writer.octets(engine.id);
    writer.header(BerTag.sequence, end);
    if (level === 2) {
      usm.encrypt(user!, out, writer.position, end, boots, time, this.#salt);
      writer.header(BerTag.octetString, end);
    }
    const parametersEnd = writer.position;
    writer.octets(level === 2 ? this.#salt : EMPTY);
    writer.octets(this.#zeros, BerTag.octetString, 0, level === 0 ? 0 : user!.digest.protocol.sentOctets);
    const digestAt = writer.position + 2;
    writer.octets(message.bytes, BerTag.octetString, message.userStart, message.userEnd);
    writer.integer(time);
    writer.integer(boots);
    writer.octets(engine.id);
    writer.header(BerTag.sequence, parametersEnd);
    writer.header(BerTag.octetString, parametersEnd);
    const globalEnd = writer.position;
    writer.integer(USM_MODEL);
    this.#flags[0] = (level > 0 ? MessageFlag.auth : 0) | (level > 1 ? MessageFlag.priv : 0);
    writer.octets(this.#flags);
    writer.integer(engine.maxMessageSize);
    writer.integer(message.msgId);
    writer.header(BerTag.sequence, globalEnd);
    writer.integer(3);
    writer.header(BerTag.sequence, end);
    const start = writer.position;
    if (level > 0) {
      const digest = user!.digest.of(out, start, end, digestAt);
      digest.copy(out, digestAt, 0, user!.digest.protocol.sentOctets);
    }
    return Buffer.from(out.subarray(start, end));
  }
}

/** Octets of everything in a message but its variable bindings, at most. */
function overhead(engine: SnmpEngine, user: UsmUser, contextName: number): number {
  const lengths = 4 * 6; // message, scoped PDU, encrypted string, PDU, list, security parameters: long forms
  const integers = 3 + 6 + 6 + 3 + 3 + 6 + 6 + 6 + 3 + 3; // version, id, size, flags, model, boots, time, request-id, status, index
  const strings =
    2 * (2 + engine.id.length) +
    2 +
    user.nameOctets.length +
    2 +
    user.digest.protocol.sentOctets +
    10 +
    3 +
    contextName;
  return lengths + integers + strings + 4;
}
