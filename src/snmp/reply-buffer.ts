import { BerTag, BerWriter } from "../wire/ber.ts";
import { ErrorStatus, type ErrorStatusCode, type PduHeader, PduType } from "./pdu.ts";

/** Room before the variable bindings for every header of a message. */
const HEADROOM = 768;

/**
 * The one buffer in which a message grows: variable bindings forwards from `start`, then its headers backwards before
 * them, so that every length is known when it is written.
 */
export class ReplyBuffer {
  readonly bytes: Buffer;
  readonly writer: BerWriter;
  /** Where variable bindings begin. */
  readonly start = HEADROOM;

  constructor(maxMessageSize: number) {
    this.bytes = Buffer.allocUnsafeSlow(HEADROOM + maxMessageSize);
    this.writer = new BerWriter(this.bytes, HEADROOM);
  }

  /** Puts a PDU's headers before the variable bindings, which end at `end`; returns `end`. */
  pdu(type: number, requestId: number, status: number, index: number, end: number): number {
    const { writer } = this;
    writer.position = HEADROOM;
    writer.header(BerTag.sequence, end);
    writer.integer(index);
    writer.integer(status);
    writer.integer(requestId);
    writer.header(type, end);
    return end;
  }

  /** A Response with the variable bindings of the request in `bytes`; returns where it ends. */
  echo(bytes: Uint8Array, pdu: PduHeader, status: ErrorStatusCode, index: number): number {
    this.bytes.set(bytes.subarray(pdu.listStart, pdu.listEnd), HEADROOM);
    return this.pdu(PduType.response, pdu.requestId, status, index, HEADROOM + pdu.listEnd - pdu.listStart);
  }

  /** A Response tooBig, which has no variable bindings since SNMPv2. */
  tooBig(pdu: PduHeader): number {
    return this.pdu(PduType.response, pdu.requestId, ErrorStatus.tooBig, 0, HEADROOM);
  }

  /** A PDU of one counter, for a REPORT; returns where it ends. */
  counter(type: number, requestId: number, name: readonly number[], value: number): number {
    // Written backwards from some way past the start, then moved to it.
    const { writer } = this;
    const end = HEADROOM + 64;
    writer.position = end;
    writer.unsigned(value, BerTag.counter32);
    writer.objectIdentifier(name);
    writer.header(BerTag.sequence, end);
    const length = end - writer.position;
    this.bytes.copyWithin(HEADROOM, writer.position, end);
    return this.pdu(type, requestId, 0, 0, HEADROOM + length);
  }

  /** A copy of the message that ends at `end`. */
  copy(end: number): Buffer {
    const copy = Buffer.allocUnsafe(end - this.writer.position);
    this.bytes.copy(copy, 0, this.writer.position, end);
    return copy;
  }
}
