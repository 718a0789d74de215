import { type Cipheriv, createCipheriv, hash } from "node:crypto";
import { UsageError } from "../base/errors.ts";
import { type AuthProtocol, localizeKey, passwordToKey } from "./authentication.ts";

/** A privacy protocol of USM: AES in 128-bit cipher feedback mode. */
export interface PrivProtocol {
  /** As net-snmp's tools name it. */
  readonly name: string;
  readonly keyOctets: 16 | 24 | 32;
  /** How a localised key that is too short grows: by hashing it on, or by localising it again. */
  readonly extension: "blumenthal" | "reeder";
  /** usmUserPrivProtocol. */
  readonly oid: readonly number[];
}

/** RFC 3826; the longer keys as draft-blumenthal-aes-usm-04 and, with a C, draft-reeder-snmpv3-usm-3desede-00 have them. */
export const privProtocols: readonly PrivProtocol[] = [
  { name: "AES", keyOctets: 16, extension: "blumenthal", oid: [1, 3, 6, 1, 6, 3, 10, 1, 2, 4] },
  { name: "AES-192", keyOctets: 24, extension: "blumenthal", oid: [1, 3, 6, 1, 4, 1, 14832, 1, 3] },
  { name: "AES-256", keyOctets: 32, extension: "blumenthal", oid: [1, 3, 6, 1, 4, 1, 14832, 1, 4] },
  { name: "AES-192-C", keyOctets: 24, extension: "reeder", oid: [1, 3, 6, 1, 4, 1, 9, 12, 6, 1, 1] },
  { name: "AES-256-C", keyOctets: 32, extension: "reeder", oid: [1, 3, 6, 1, 4, 1, 9, 12, 6, 1, 2] },
];

/** By net-snmp's name. Throws `E_SNMP_PRIV_PROTOCOL`. */
export function privProtocol(name: string): PrivProtocol {
  const wanted = name.toUpperCase();
  const found = privProtocols.find(
    (p) => p.name === wanted || (p.name === "AES" && (wanted === "AES-128" || wanted === "AES128")),
  );
  if (found === undefined) {
    const known = privProtocols.map((p) => p.name).join(", ");
    throw new UsageError("E_SNMP_PRIV_PROTOCOL", `privacy protocol ${name} is not one of ${known}`);
  }
  return found;
}

/** The privacy key for an engine: made with the user's authentication protocol, cut or grown to the cipher's size. */
export function localPrivacyKey(
  priv: PrivProtocol,
  auth: AuthProtocol,
  master: Uint8Array,
  engineId: Uint8Array,
): Buffer {
  let key = localizeKey(auth, master, engineId);
  let last = key;
  while (key.length < priv.keyOctets) {
    last =
      priv.extension === "blumenthal"
        ? hash(auth.hash, key, "buffer")
        : localizeKey(auth, passwordToKey(auth, last), engineId);
    key = Buffer.concat([key, last]);
  }
  return key.subarray(0, priv.keyOctets);
}

/** The same from a password. */
export function privacyKey(priv: PrivProtocol, auth: AuthProtocol, password: Uint8Array, engineId: Uint8Array): Buffer {
  return localPrivacyKey(priv, auth, passwordToKey(auth, password), engineId);
}

/**
 * AES-CFB with one key. Two persistent ciphers make the key stream: creating a cipher for each message costs Node more
 * than the whole rest of a request.
 */
export class MessageCipher {
  readonly protocol: PrivProtocol;
  readonly #blocks: Cipheriv;
  readonly #chain: Cipheriv;
  /** The last block that came out of the chain: the next one that goes in is combined with it. */
  readonly #last = Buffer.alloc(16);
  #room = Buffer.alloc(256);

  constructor(protocol: PrivProtocol, localKey: Buffer) {
    this.protocol = protocol;
    const bits = protocol.keyOctets * 8;
    this.#blocks = createCipheriv(`aes-${bits}-ecb`, localKey, null).setAutoPadding(false);
    this.#chain = createCipheriv(`aes-${bits}-cbc`, localKey, this.#last).setAutoPadding(false);
  }

  /** The initial vector: engine boots, engine time, salt (RFC 3826 section 3.1.2.1). */
  static vector(boots: number, time: number, salt: Uint8Array, saltStart: number, into: Buffer): void {
    into.writeUInt32BE(boots, 0);
    into.writeUInt32BE(time, 4);
    for (let i = 0; i < 8; i++) into[8 + i] = salt[saltStart + i]!;
  }

  /**
   * Encrypts bytes[start, end) in place. A block of cipher text is plain text combined with the encryption of the block
   * before it; a CBC chain fed with the plain text, one block late, puts out just these encryptions.
   */
  encrypt(bytes: Buffer, start: number, end: number, vector: Buffer): void {
    const octets = Math.ceil((end - start) / 16) * 16;
    if (octets === 0) return;
    const input = this.#input(octets);
    for (let i = 0; i < 16; i++) input[i] = vector[i]! ^ this.#last[i]!;
    bytes.copy(input, 16, start, start + octets - 16);
    const stream = this.#chain.update(input);
    for (let at = start, i = 0; at < end; at++, i++) bytes[at] = bytes[at]! ^ stream[i]!;
    for (let i = 0, at = octets - 16; i < 16; i++, at++) this.#last[i] = stream[at]!;
  }

  /** The plain text of bytes[start, end), in a buffer of its own. */
  decrypt(bytes: Uint8Array, start: number, end: number, vector: Buffer): Buffer {
    const length = end - start;
    const octets = Math.ceil(length / 16) * 16;
    if (octets === 0) return Buffer.alloc(0);
    // Each block's stream is the encryption of the cipher text before it, so one call gives them all.
    const registers = this.#input(octets);
    registers.set(vector);
    if (octets > 16) registers.set(bytes.subarray(start, start + octets - 16), 16);
    const plain = this.#blocks.update(registers);
    for (let i = 0; i < length; i++) plain[i] = plain[i]! ^ bytes[start + i]!;
    return plain.subarray(0, length);
  }

  #input(octets: number): Buffer {
    if (octets > this.#room.length) this.#room = Buffer.alloc(2 * octets);
    return this.#room.subarray(0, octets);
  }
}
