import { BerTag, type BerWriter } from "../wire/ber.ts";
import type { MessageDigest } from "./authentication.ts";
import { MessageCipher } from "./privacy.ts";
import { MessageFlag, type SecurityLevel, USM_MODEL } from "./v3-message.ts";

/** Everything of an outgoing SNMPv3 message but its PDU. */
export interface V3Envelope {
  readonly msgId: number;
  readonly maxSize: number;
  readonly level: SecurityLevel;
  readonly reportable: boolean;
  /** The authoritative engine, and its boots and time. */
  readonly engineId: Uint8Array;
  readonly boots: number;
  readonly time: number;
  /** msgUserName, by range. */
  readonly name: Uint8Array;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Keys localised to the authoritative engine, as far as the level needs them. */
  readonly digest: MessageDigest | undefined;
  readonly cipher: MessageCipher | undefined;
  readonly contextEngineId: Uint8Array;
  /** contextName, by range. */
  readonly context: Uint8Array;
  readonly contextStart: number;
  readonly contextEnd: number;
}

const NOTHING = new Uint8Array(0);

/** Wraps PDUs into secured SNMPv3 messages (RFC 3412 section 6, RFC 3414 section 3.1). */
export class V3Framer {
  readonly #zeros = Buffer.alloc(48);
  readonly #flags = Buffer.alloc(1);
  readonly #vector = Buffer.alloc(16);
  /** Counted up for each message, so that no two are encrypted with the same initial vector. */
  readonly #salt: Buffer;

  /** `salt`: 8 random octets, different at every boot. */
  constructor(salt: Uint8Array) {
    this.#salt = Buffer.from(salt);
  }

  /** Puts everything before and around the PDU that lies from the writer's position to `end`. */
  frame(writer: BerWriter, end: number, envelope: V3Envelope): void {
    const { level, digest, cipher, boots, time, engineId } = envelope;
    writer.octets(envelope.context, BerTag.octetString, envelope.contextStart, envelope.contextEnd);
    writer.octets(envelope.contextEngineId);
    writer.header(BerTag.sequence, end);
    if (level === 2) {
      this.#nextSalt();
      MessageCipher.vector(boots, time, this.#salt, 0, this.#vector);
      cipher!.encrypt(writer.bytes, writer.position, end, this.#vector);
      writer.header(BerTag.octetString, end);
    }
    const parametersEnd = writer.position;
    writer.octets(level === 2 ? this.#salt : NOTHING);
    writer.octets(this.#zeros, BerTag.octetString, 0, level === 0 ? 0 : digest!.protocol.sentOctets);
    const digestAt = writer.position + 2;
    writer.octets(envelope.name, BerTag.octetString, envelope.nameStart, envelope.nameEnd);
    writer.integer(time);
    writer.integer(boots);
    writer.octets(engineId);
    writer.header(BerTag.sequence, parametersEnd);
    writer.header(BerTag.octetString, parametersEnd);
    const globalEnd = writer.position;
    writer.integer(USM_MODEL);
    this.#flags[0] =
      (level > 0 ? MessageFlag.auth : 0) |
      (level > 1 ? MessageFlag.priv : 0) |
      (envelope.reportable ? MessageFlag.reportable : 0);
    writer.octets(this.#flags);
    writer.integer(envelope.maxSize);
    writer.integer(envelope.msgId);
    writer.header(BerTag.sequence, globalEnd);
    writer.integer(3);
    writer.header(BerTag.sequence, end);
    if (level > 0) {
      const made = digest!.of(writer.bytes, writer.position, end, digestAt);
      made.copy(writer.bytes, digestAt, 0, digest!.protocol.sentOctets);
    }
  }

  #nextSalt(): void {
    for (let i = 7; i >= 0; i--) {
      this.#salt[i] = (this.#salt[i]! + 1) & 0xff;
      if (this.#salt[i] !== 0) break;
    }
  }
}

/** Octets of everything in a message but its variable bindings, at most. */
export function envelopeOctets(engineId: number, userName: number, digest: number, contextName: number): number {
  const headers = 7 * 6; // message, global data, security parameters twice, scoped PDU, its encryption, PDU; list below
  // version, id, size, flags, model, boots, time, request-id, status, index
  const integers = 3 + 6 + 6 + 3 + 3 + 6 + 6 + 6 + 3 + 4;
  const strings = 2 * (2 + engineId) + (2 + userName) + (2 + digest) + (2 + 8) + (3 + contextName);
  return headers + 6 + integers + strings;
}
