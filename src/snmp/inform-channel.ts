import { timingSafeEqual } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { type BerReader, BerTag, BerWriter } from "../wire/ber.ts";
import type { DigestScratch } from "./authentication.ts";
import type { SnmpEngine } from "./engine.ts";
import { PduHeader, PduType, readPdu } from "./pdu.ts";
import { MessageCipher } from "./privacy.ts";
import { RemoteEngine } from "./remote-engine.ts";
import { hasKeysFor, minimumLevelOf, type UsmIdentity, userKeys } from "./user-keys.ts";
import type { V3Framer } from "./v3-frame.ts";
import {
  readGlobalData,
  readScopedPdu,
  readUsmParameters,
  ScopedPdu,
  type SecurityLevel,
  V3Message,
} from "./v3-message.ts";

export interface InformChannelOptions {
  readonly user: UsmIdentity;
  readonly clock: Clock;
  readonly framer: V3Framer;
  readonly engine: SnmpEngine;
  readonly scratch: DigestScratch;
}

const NOTHING = new Uint8Array(0);

/** What an answer means for the inform it belongs to. */
export type Answer = "acknowledged" | "again" | "none";

/**
 * SNMPv3 towards one receiver of informs, which is the authoritative engine for them: first its engine id is asked for,
 * then its boots and time are taken from an authenticated REPORT, then informs are secured with keys localised to it
 * (RFC 3414 section 4).
 */
export class InformChannel {
  readonly #options: InformChannelOptions;
  readonly #name: Buffer;
  readonly #level: SecurityLevel;
  readonly #message = new V3Message();
  readonly #scoped = new ScopedPdu();
  readonly #pdu = new PduHeader();
  #remote: RemoteEngine | undefined;

  constructor(options: InformChannelOptions) {
    this.#options = options;
    this.#name = Buffer.from(options.user.name, "utf8");
    this.#level = options.user.privProtocol === undefined ? 1 : minimumLevelOf(options.user);
  }

  /** Begins anew with the next message. */
  forget(): void {
    this.#remote = undefined;
  }

  /** The message to send now for the inform PDU in the writer: discovery first, while the receiver is unknown. */
  message(writer: BerWriter, msgId: number): Uint8Array {
    const { framer, engine } = this.#options;
    const remote = this.#remote;
    if (remote === undefined) {
      const empty = new BerWriter(writer.bytes);
      const end = empty.position;
      empty.header(BerTag.sequence, end);
      for (const value of [0, 0, msgId]) empty.integer(value);
      empty.header(PduType.get, end);
      framer.frame(empty, end, { ...this.#envelope(msgId), level: 0, engineId: NOTHING, contextEngineId: NOTHING });
      return Buffer.from(empty.bytes.subarray(empty.position));
    }
    framer.frame(writer, writer.bytes.length, {
      ...this.#envelope(msgId),
      level: this.#level,
      engineId: remote.id,
      boots: remote.boots,
      time: remote.time,
      name: this.#name,
      nameEnd: this.#name.length,
      ...remote.keys,
      contextEngineId: engine.id,
    });
    return Buffer.from(writer.bytes.subarray(writer.position));
  }

  /** Reads a message, whose version has just been read, as the answer to the inform with this id. Throws `E_BER`. */
  answer(datagram: Uint8Array, reader: BerReader, msgId: number): Answer {
    const message = this.#message;
    message.bytes = datagram;
    message.start = 0;
    message.end = datagram.length;
    readGlobalData(reader, message);
    if (message.msgId !== msgId) return "none";
    readUsmParameters(reader, message);
    const engineId = Buffer.from(datagram.subarray(message.engineIdStart, message.engineIdEnd));
    if (this.#remote === undefined) return this.#discovered(engineId);
    if (!engineId.equals(this.#remote.id) || message.level === 0) return "none";
    if (!this.#authentic(this.#remote)) return "none";
    const wasInTime = this.#remote.hear(message.boots, message.time);
    const plain = this.#plain(this.#remote);
    if (plain === undefined) return "none";
    readScopedPdu(reader.reset(plain), this.#scoped);
    readPdu(reader, this.#pdu);
    // An authenticated REPORT has just told the receiver's time.
    if (this.#pdu.type === PduType.report) return "again";
    return wasInTime && this.#pdu.type === PduType.response && this.#pdu.requestId === msgId ? "acknowledged" : "none";
  }

  #discovered(engineId: Buffer): Answer {
    if (this.#message.level !== 0 || engineId.length < 5 || engineId.length > 32) return "none";
    const { user, clock, scratch } = this.#options;
    if (!hasKeysFor(user, engineId)) return "none";
    this.#remote = new RemoteEngine(engineId, userKeys(user, engineId, scratch), clock);
    return "again";
  }

  #authentic(remote: RemoteEngine): boolean {
    const { bytes, start, end, authStart, authEnd } = this.#message;
    const { digest } = remote.keys;
    const { sentOctets } = digest.protocol;
    if (authEnd - authStart !== sentOctets) return false;
    const expected = digest.of(bytes, start, end, authStart).subarray(0, sentOctets);
    return timingSafeEqual(expected, bytes.subarray(authStart, authEnd));
  }

  #plain(remote: RemoteEngine): Uint8Array | undefined {
    const { bytes, dataStart, dataEnd, level, privStart, privEnd, boots, time } = this.#message;
    if (level === 1) return bytes.subarray(dataStart, dataEnd);
    const { cipher } = remote.keys;
    if (cipher === undefined || privEnd - privStart !== 8) return undefined;
    const vector = Buffer.alloc(16);
    MessageCipher.vector(boots, time, bytes, privStart, vector);
    return cipher.decrypt(bytes, dataStart, dataEnd, vector);
  }

  #envelope(msgId: number) {
    return {
      msgId,
      maxSize: this.#options.engine.maxMessageSize,
      reportable: true,
      boots: 0,
      time: 0,
      name: NOTHING as Uint8Array,
      nameStart: 0,
      nameEnd: 0,
      digest: undefined,
      cipher: undefined,
      context: NOTHING,
      contextStart: 0,
      contextEnd: 0,
    };
  }
}
