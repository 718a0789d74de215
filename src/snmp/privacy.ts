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
  { name: "AES-192-C", keyOctets: 24, extension: "reeder", oid: [1, 3, 6, 1, 4, 1, 9, 12, 6, 1, 101] },
  { name: "AES-256-C", keyOctets: 32, extension: "reeder", oid: [1, 3, 6, 1, 4, 1, 9, 12, 6, 1, 102] },
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

/** The localised privacy key: made with the user's authentication protocol, cut or grown to the cipher's size. */
export function privacyKey(priv: PrivProtocol, auth: AuthProtocol, password: Uint8Array, engineId: Uint8Array): Buffer {
  let key = localizeKey(auth, passwordToKey(auth, password), engineId);
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

/** Longer texts are cheaper through a cipher of their own than block by block. */
const BLOCK_BY_BLOCK = 30 * 16;

/**
 * AES-CFB with one key. A persistent ECB cipher makes the key stream: creating a cipher for each message costs Node
 * more than the whole rest of a request.
 */
export class MessageCipher {
  readonly protocol: PrivProtocol;
  readonly #key: Buffer;
  readonly #blocks: Cipheriv;
  readonly #register = Buffer.alloc(16);

  constructor(protocol: PrivProtocol, localKey: Buffer) {
    this.protocol = protocol;
    this.#key = localKey;
    this.#blocks = createCipheriv(`aes-${protocol.keyOctets * 8}-ecb`, localKey, null).setAutoPadding(false);
  }

  /** The initial vector: engine boots, engine time, salt (RFC 3826 section 3.1.2.1). */
  static vector(boots: number, time: number, salt: Uint8Array, saltStart: number, into: Buffer): void {
    into.writeUInt32BE(boots, 0);
    into.writeUInt32BE(time, 4);
    for (let i = 0; i < 8; i++) into[8 + i] = salt[saltStart + i]!;
  }

  /** Encrypts bytes[start, end) in place. */
  encrypt(bytes: Buffer, start: number, end: number, vector: Buffer): void {
    if (end - start > BLOCK_BY_BLOCK) {
      const cipher = createCipheriv(`aes-${this.protocol.keyOctets * 8}-cfb`, this.#key, vector);
      bytes.set(cipher.update(bytes.subarray(start, end)), start);
      return;
    }
    const register = this.#register;
    vector.copy(register);
    for (let at = start; at < end; at += 16) {
      const stream = this.#blocks.update(register);
      const stop = Math.min(at + 16, end);
      for (let i = at; i < stop; i++) {
        const octet = bytes[i]! ^ stream[i - at]!;
        bytes[i] = octet;
        register[i - at] = octet;
      }
    }
  }

  /** The plain text of bytes[start, end), in a buffer of its own. */
  decrypt(bytes: Uint8Array, start: number, end: number, vector: Buffer): Buffer {
    const length = end - start;
    const blocks = Math.ceil(length / 16);
    // Each block's stream is the encryption of the cipher text before it, so one call gives them all.
    const registers = Buffer.allocUnsafe(blocks * 16);
    vector.copy(registers);
    if (blocks > 1) registers.set(bytes.subarray(start, start + (blocks - 1) * 16), 16);
    const plain = this.#blocks.update(registers);
    for (let i = 0; i < length; i++) plain[i] = plain[i]! ^ bytes[start + i]!;
    return plain.subarray(0, length);
  }
}
