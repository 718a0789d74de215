import { BerTag } from "../../wire/ber.ts";
import type { Oid } from "../oid.ts";
import type { AgentxVarbind } from "./varbind.ts";

/** Writes what is behind the header of a PDU, in network byte order (RFC 2741 section 5). */
export class PduWriter {
  readonly #parts: Buffer[] = [];
  #length = 0;

  /** Octets so far. */
  get length(): number {
    return this.#length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** Plain octets, such as a field of one octet and those reserved behind it. */
  raw(...octets: number[]): this {
    return this.#add(Buffer.from(octets));
  }

  unsigned16(value: number): this {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(value);
    return this.#add(bytes);
  }

  unsigned32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value >>> 0);
    return this.#add(bytes);
  }

  oid(oid: Oid): this {
    const internet = oid.length >= 5 && oid[0] === 1 && oid[1] === 3 && oid[2] === 6 && oid[3] === 1;
    const prefix = internet && oid[4]! > 0 && oid[4]! < 256 ? oid[4]! : 0;
    const rest = prefix === 0 ? oid : oid.slice(5);
    const bytes = Buffer.alloc(4 + 4 * rest.length);
    bytes[0] = rest.length;
    bytes[1] = prefix;
    for (const [i, arc] of rest.entries()) bytes.writeUInt32BE(arc, 4 + 4 * i);
    return this.#add(bytes);
  }

  octets(octets: Uint8Array): this {
    this.unsigned32(octets.length);
    return this.#add(Buffer.concat([octets, Buffer.alloc(-octets.length & 3)]));
  }

  varbind({ name, tag, value }: AgentxVarbind): this {
    this.unsigned16(tag).unsigned16(0).oid(name);
    if (value === undefined) return this;
    switch (tag) {
      case BerTag.counter64: {
        const whole = BigInt.asUintN(64, BigInt(value as bigint));
        return this.unsigned32(Number(whole >> 32n)).unsigned32(Number(whole & 0xffffffffn));
      }
      case BerTag.objectIdentifier:
        return this.oid(value as Oid);
      case BerTag.octetString:
      case BerTag.ipAddress:
      case BerTag.opaque:
        return this.octets(value as Uint8Array);
      default:
        return this.unsigned32(Number(value));
    }
  }

  #add(bytes: Buffer): this {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}
