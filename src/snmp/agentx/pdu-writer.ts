import { BerTag } from "../../wire/ber.ts";
import type { Oid } from "../oid.ts";
import type { AgentxVarbind } from "./varbind.ts";

/** Octets before the payload, for the header. */
export const HEADER_OCTETS = 20;

/** Writes what is behind the header of a PDU, in network byte order (RFC 2741 section 5). */
export class PduWriter {
  #bytes = Buffer.allocUnsafe(256);
  #end = HEADER_OCTETS;

  /** Octets of the payload so far. */
  get length(): number {
    return this.#end - HEADER_OCTETS;
  }

  /** The payload. */
  bytes(): Buffer {
    return this.#bytes.subarray(HEADER_OCTETS, this.#end);
  }

  /** Room for the header, then the payload. */
  whole(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  /** Plain octets, such as a field of one octet and those reserved behind it. */
  raw(...octets: number[]): this {
    const at = this.#take(octets.length);
    this.#bytes.set(octets, at);
    return this;
  }

  unsigned16(value: number): this {
    const at = this.#take(2);
    this.#bytes.writeUInt16BE(value, at);
    return this;
  }

  unsigned32(value: number): this {
    const at = this.#take(4);
    this.#bytes.writeUInt32BE(value >>> 0, at);
    return this;
  }

  oid(oid: Oid): this {
    const internet = oid.length >= 5 && oid[0] === 1 && oid[1] === 3 && oid[2] === 6 && oid[3] === 1;
    const prefix = internet && oid[4]! > 0 && oid[4]! < 256 ? oid[4]! : 0;
    const from = prefix === 0 ? 0 : 5;
    let at = this.#take(4 + 4 * (oid.length - from));
    const bytes = this.#bytes;
    bytes[at++] = oid.length - from;
    bytes[at++] = prefix;
    bytes[at++] = 0;
    bytes[at++] = 0;
    for (let i = from; i < oid.length; i++) at = bytes.writeUInt32BE(oid[i]!, at);
    return this;
  }

  octets(octets: Uint8Array): this {
    this.unsigned32(octets.length);
    const padding = -octets.length & 3;
    const at = this.#take(octets.length + padding);
    this.#bytes.set(octets, at);
    this.#bytes.fill(0, at + octets.length, at + octets.length + padding);
    return this;
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

  /** Makes room and says where it is. */
  #take(octets: number): number {
    const at = this.#end;
    this.#end += octets;
    if (this.#end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#end, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}
