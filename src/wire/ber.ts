import { WireError } from "../base/errors.ts";

/** Identifier octets of the ASN.1 types SNMP uses (RFC 3417 section 8, RFC 2578 section 7.1). */
export const BerTag = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  counter32: 0x41,
  /** Gauge32 and Unsigned32 share one tag. */
  unsigned32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
} as const;

/** Most sub-identifiers an OBJECT IDENTIFIER may have (RFC 3416 section 2.5). */
export const MAX_ARCS = 128;

/** Throws the one error of this codec. */
function malformed(what: string, offset: number): never {
  throw new WireError("E_BER", `${what} at offset ${offset}`, { offset });
}

/**
 * One pass over BER octets by offsets. Nothing is allocated: strings are reported as a range in `bytes`.
 * Lengths must be definite; long forms up to four octets are taken even when not minimal. Throws `E_BER`.
 */
export class BerReader {
  bytes: Uint8Array = EMPTY;
  /** Offset of the next octet to read. */
  position = 0;
  /** One past the last octet that may be read. */
  end = 0;
  /** Where the content of the element last read begins. */
  start = 0;

  reset(bytes: Uint8Array, position = 0, end = bytes.length): this {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
    return this;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  /** The identifier octet that comes next, -1 at the end. */
  peek(): number {
    return this.position < this.end ? this.bytes[this.position]! : -1;
  }

  /** Reads a header with this tag. Leaves `position` at the content and returns the offset one past the content. */
  enter(tag: number): number {
    if (this.position >= this.end) malformed("element missing", this.position);
    if (this.bytes[this.position] !== tag) malformed(`tag 0x${tag.toString(16)} expected`, this.position);
    return this.enterAny();
  }

  /** As `enter`, whatever the tag. */
  enterAny(): number {
    const bytes = this.bytes;
    let at = this.position + 1;
    if (at >= this.end) malformed("length missing", at);
    let length = bytes[at++]!;
    if (length >= 0x80) {
      const octets = length & 0x7f;
      if (octets === 0 || octets > 4) malformed("length form not accepted", at - 1);
      if (at + octets > this.end) malformed("length cut short", at);
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + bytes[at++]!;
    }
    if (length > this.end - at) malformed("content cut short", at);
    this.position = at;
    this.start = at;
    return at + length;
  }

  /** Steps over one element of any type. */
  skip(): void {
    this.position = this.enterAny();
  }

  /** INTEGER within 32 signed bits. */
  integer(): number {
    const end = this.enter(BerTag.integer);
    const at = this.position;
    const length = end - at;
    if (length < 1 || length > 4) malformed("integer of a wrong size", at);
    let value = (this.bytes[at]! << 24) >> 24;
    for (let i = at + 1; i < end; i++) value = (value << 8) | this.bytes[i]!;
    this.position = end;
    return value;
  }

  /** A value within 32 unsigned bits, under this tag. */
  unsigned(tag: number): number {
    const end = this.enter(tag);
    let at = this.position;
    const length = end - at;
    if (length < 1 || length > 5 || (length === 5 && this.bytes[at] !== 0)) malformed("unsigned of a wrong size", at);
    // A negative encoding of 1 to 3 octets cannot be an unsigned value.
    if (length < 4 && this.bytes[at]! >= 0x80) malformed("unsigned is negative", at);
    let value = 0;
    while (at < end) value = value * 256 + this.bytes[at++]!;
    this.position = end;
    return value;
  }

  /** A value within 64 unsigned bits, under this tag. */
  unsigned64(tag: number): bigint {
    const end = this.enter(tag);
    let at = this.position;
    const length = end - at;
    if (length < 1 || length > 9 || (length === 9 && this.bytes[at] !== 0)) malformed("unsigned of a wrong size", at);
    let value = 0n;
    while (at < end) value = (value << 8n) | BigInt(this.bytes[at++]!);
    this.position = end;
    return value;
  }

  /** A string: its content is `start` to the returned offset. */
  octets(tag: number = BerTag.octetString): number {
    const end = this.enter(tag);
    this.position = end;
    return end;
  }

  /** OBJECT IDENTIFIER into `arcs` (room for MAX_ARCS); returns the number of arcs. */
  objectIdentifier(arcs: Uint32Array): number {
    const end = this.enter(BerTag.objectIdentifier);
    const bytes = this.bytes;
    let at = this.position;
    if (at === end) malformed("object identifier is empty", at);
    let count = 0;
    while (at < end) {
      let octet = bytes[at++]!;
      if (octet === 0x80) malformed("sub-identifier is padded", at - 1);
      let value = octet & 0x7f;
      while (octet >= 0x80) {
        if (at >= end) malformed("sub-identifier cut short", at);
        octet = bytes[at++]!;
        value = value * 128 + (octet & 0x7f);
        if (value > 0xffffffff) malformed("sub-identifier too large", at - 1);
      }
      if (count === 0) {
        const first = value < 40 ? 0 : value < 80 ? 1 : 2;
        arcs[0] = first;
        arcs[1] = value - first * 40;
        count = 2;
      } else {
        if (count >= MAX_ARCS) malformed("too many sub-identifiers", at);
        arcs[count++] = value;
      }
    }
    this.position = end;
    return count;
  }
}

const EMPTY = new Uint8Array(0);

/**
 * Fills a buffer from its end towards its start, so that every length is known when its header is written.
 * `position` is the first octet written so far. Throws `E_BER_ROOM` when the buffer is full.
 */
export class BerWriter {
  readonly bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position = bytes.length) {
    this.bytes = bytes;
    this.position = position;
  }

  #take(octets: number): number {
    if (octets > this.position) throw new WireError("E_BER_ROOM", "the buffer is too small for the message");
    this.position -= octets;
    return this.position;
  }

  /** Header for the content from `position` up to `end`. */
  header(tag: number, end: number): void {
    const length = end - this.position;
    if (length < 0x80) {
      const at = this.#take(2);
      this.bytes[at] = tag;
      this.bytes[at + 1] = length;
    } else if (length < 0x100) {
      const at = this.#take(3);
      this.bytes[at] = tag;
      this.bytes[at + 1] = 0x81;
      this.bytes[at + 2] = length;
    } else if (length < 0x10000) {
      const at = this.#take(4);
      this.bytes[at] = tag;
      this.bytes[at + 1] = 0x82;
      this.bytes[at + 2] = length >> 8;
      this.bytes[at + 3] = length & 0xff;
    } else {
      const at = this.#take(6);
      this.bytes[at] = tag;
      this.bytes[at + 1] = 0x84;
      this.bytes.writeUInt32BE(length, at + 2);
    }
  }

  /** Octets as they are, without a header. */
  raw(source: Uint8Array, start = 0, end = source.length): void {
    const at = this.#take(end - start);
    if (end - start > 48) this.bytes.set(source.subarray(start, end), at);
    else for (let from = start, to = at; from < end; ) this.bytes[to++] = source[from++]!;
  }

  /** A string under this tag. */
  octets(source: Uint8Array, tag: number = BerTag.octetString, start = 0, end = source.length): void {
    const contentEnd = this.position;
    this.raw(source, start, end);
    this.header(tag, contentEnd);
  }

  /** INTEGER of 32 signed bits. */
  integer(value: number): void {
    const end = this.position;
    let rest = value | 0;
    for (;;) {
      this.bytes[this.#take(1)] = rest & 0xff;
      const sign = (rest << 24) >> 31;
      rest >>= 8;
      if (rest === sign) break;
    }
    this.header(BerTag.integer, end);
  }

  /** A value of 32 unsigned bits under this tag. */
  unsigned(value: number, tag: number): void {
    const end = this.position;
    let rest = value >>> 0;
    let octet: number;
    do {
      octet = rest & 0xff;
      this.bytes[this.#take(1)] = octet;
      rest >>>= 8;
    } while (rest !== 0);
    if (octet >= 0x80) this.bytes[this.#take(1)] = 0;
    this.header(tag, end);
  }

  /** A value of 64 unsigned bits under this tag. */
  unsigned64(value: bigint, tag: number): void {
    const end = this.position;
    let rest = BigInt.asUintN(64, value);
    let octet: number;
    do {
      octet = Number(rest & 0xffn);
      this.bytes[this.#take(1)] = octet;
      rest >>= 8n;
    } while (rest !== 0n);
    if (octet >= 0x80) this.bytes[this.#take(1)] = 0;
    this.header(tag, end);
  }

  /** An element without content: NULL and the exceptions of RFC 3416. */
  empty(tag: number): void {
    const at = this.#take(2);
    this.bytes[at] = tag;
    this.bytes[at + 1] = 0;
  }

  objectIdentifier(arcs: ArrayLike<number>, count = arcs.length): void {
    const end = this.position;
    for (let i = count - 1; i >= 2; i--) this.#subIdentifier(arcs[i]!);
    this.#subIdentifier((arcs[0] ?? 0) * 40 + (count > 1 ? arcs[1]! : 0));
    this.header(BerTag.objectIdentifier, end);
  }

  #subIdentifier(arc: number): void {
    let rest = arc;
    this.bytes[this.#take(1)] = rest & 0x7f;
    rest = Math.floor(rest / 128);
    while (rest > 0) {
      this.bytes[this.#take(1)] = 0x80 | (rest & 0x7f);
      rest = Math.floor(rest / 128);
    }
  }
}
