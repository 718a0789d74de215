import { WireError } from "../base/errors.ts";
import type { BerReader } from "../wire/ber.ts";

/** PDU types by their identifier octets (RFC 3416 section 3). */
export const PduType = {
  get: 0xa0,
  getNext: 0xa1,
  response: 0xa2,
  set: 0xa3,
  trapV1: 0xa4,
  getBulk: 0xa5,
  inform: 0xa6,
  trapV2: 0xa7,
  report: 0xa8,
} as const;

/** error-status values (RFC 3416 section 3). */
export const ErrorStatus = {
  noError: 0,
  tooBig: 1,
  noSuchName: 2,
  badValue: 3,
  readOnly: 4,
  genErr: 5,
  noAccess: 6,
  wrongType: 7,
  wrongLength: 8,
  wrongEncoding: 9,
  wrongValue: 10,
  noCreation: 11,
  inconsistentValue: 12,
  resourceUnavailable: 13,
  commitFailed: 14,
  undoFailed: 15,
  authorizationError: 16,
  notWritable: 17,
  inconsistentName: 18,
} as const;

export type ErrorStatusCode = (typeof ErrorStatus)[keyof typeof ErrorStatus];

/** Values that stand for an absent variable (RFC 3416 section 3). */
export const ExceptionTag = { noSuchObject: 0x80, noSuchInstance: 0x81, endOfMibView: 0x82 } as const;

/** The fields of a PDU as the last `readPdu` found them; reused from message to message. */
export class PduHeader {
  type = 0;
  requestId = 0;
  /** error-status, or non-repeaters of a GETBULK. */
  first = 0;
  /** error-index, or max-repetitions of a GETBULK. */
  second = 0;
  /** Range of the elements inside the variable-bindings list. */
  listStart = 0;
  listEnd = 0;

  /** Whether the sender expects a Response (RFC 3411 section 2.8, Confirmed Class). */
  get confirmed(): boolean {
    return (
      this.type === PduType.get ||
      this.type === PduType.getNext ||
      this.type === PduType.getBulk ||
      this.type === PduType.set ||
      this.type === PduType.inform
    );
  }
}

/** Reads a PDU that must reach to the reader's end, up to its variable bindings. Throws `E_BER`. */
export function readPdu(reader: BerReader, into: PduHeader): void {
  into.type = reader.peek();
  if (into.type < PduType.get || into.type > PduType.report || into.type === PduType.trapV1) {
    throw new WireError("E_BER", "not a PDU of SNMPv2", { tag: into.type });
  }
  const end = reader.enterAny();
  into.requestId = reader.integer();
  into.first = reader.integer();
  into.second = reader.integer();
  into.listEnd = reader.enter(0x30);
  into.listStart = reader.position;
  if (into.listEnd !== end || end !== reader.end) throw new WireError("E_BER", "PDU does not fill its message");
}
