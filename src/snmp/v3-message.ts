import { WireError } from "../base/errors.ts";
import { type BerReader, BerTag } from "../wire/ber.ts";

/** Bits of msgFlags (RFC 3412 section 6.4). */
export const MessageFlag = { auth: 0x01, priv: 0x02, reportable: 0x04 } as const;

/** securityLevel: noAuthNoPriv, authNoPriv, authPriv (RFC 3411 section 3.4.3). */
export type SecurityLevel = 0 | 1 | 2;

/** msgSecurityModel of USM. */
export const USM_MODEL = 3;

/** The smallest msgMaxSize a sender may claim (RFC 3412 section 6). */
export const MIN_MAX_SIZE = 484;

/** The fields of a received SNMPv3 message, by offsets into its octets; reused from message to message. */
export class V3Message {
  bytes: Uint8Array = new Uint8Array(0);
  /** Range of the whole message. */
  start = 0;
  end = 0;
  msgId = 0;
  maxSize = 0;
  flags = 0;
  securityModel = 0;
  // msgSecurityParameters of USM (RFC 3414 section 2.4).
  engineIdStart = 0;
  engineIdEnd = 0;
  boots = 0;
  time = 0;
  userStart = 0;
  userEnd = 0;
  authStart = 0;
  authEnd = 0;
  privStart = 0;
  privEnd = 0;
  /** The scoped PDU, or the content of the OCTET STRING that encrypts it. */
  dataStart = 0;
  dataEnd = 0;

  get level(): SecurityLevel {
    return (this.flags & MessageFlag.auth) === 0 ? 0 : (this.flags & MessageFlag.priv) === 0 ? 1 : 2;
  }

  get reportable(): boolean {
    return (this.flags & MessageFlag.reportable) !== 0;
  }
}

/** Reads msgGlobalData; the reader stands after msgVersion, inside the message. Throws `E_BER`. */
export function readGlobalData(reader: BerReader, into: V3Message): void {
  const messageEnd = reader.end;
  reader.end = reader.enter(BerTag.sequence);
  into.msgId = reader.integer();
  into.maxSize = reader.integer();
  const flagsEnd = reader.octets();
  if (flagsEnd - reader.start !== 1) throw new WireError("E_BER", "msgFlags is not one octet");
  into.flags = reader.bytes[reader.start]!;
  into.securityModel = reader.integer();
  if (!reader.done || into.msgId < 0 || into.maxSize < MIN_MAX_SIZE || into.securityModel < 1) {
    throw new WireError("E_BER", "msgGlobalData out of range");
  }
  reader.end = messageEnd;
}

/** Reads the security parameters of USM and the place of the message's data. Throws `E_BER`. */
export function readUsmParameters(reader: BerReader, into: V3Message): void {
  const messageEnd = reader.end;
  const parametersEnd = reader.enter(BerTag.octetString);
  reader.end = parametersEnd;
  const sequenceEnd = reader.enter(BerTag.sequence);
  if (sequenceEnd !== parametersEnd) throw new WireError("E_BER", "security parameters do not fill their string");
  into.engineIdEnd = reader.octets();
  into.engineIdStart = reader.start;
  into.boots = reader.integer();
  into.time = reader.integer();
  into.userEnd = reader.octets();
  into.userStart = reader.start;
  into.authEnd = reader.octets();
  into.authStart = reader.start;
  into.privEnd = reader.octets();
  into.privStart = reader.start;
  if (!reader.done || into.boots < 0 || into.time < 0 || into.userEnd - into.userStart > 32) {
    throw new WireError("E_BER", "security parameters out of range");
  }
  reader.end = messageEnd;
  if ((into.flags & MessageFlag.priv) !== 0) {
    into.dataEnd = reader.octets();
    into.dataStart = reader.start;
  } else {
    into.dataStart = reader.position;
    reader.skip();
    into.dataEnd = reader.position;
  }
  if (!reader.done) throw new WireError("E_BER", "octets after the message's data");
}

/** The fields of a scoped PDU around its PDU. */
export class ScopedPdu {
  contextEngineIdStart = 0;
  contextEngineIdEnd = 0;
  contextNameStart = 0;
  contextNameEnd = 0;
}

/** Reads a scoped PDU up to its PDU, leaving the reader bounded to the PDU. Throws `E_BER`. */
export function readScopedPdu(reader: BerReader, into: ScopedPdu): void {
  // Block ciphers may leave padding after the sequence; nothing else may follow.
  reader.end = reader.enter(BerTag.sequence);
  into.contextEngineIdEnd = reader.octets();
  into.contextEngineIdStart = reader.start;
  into.contextNameEnd = reader.octets();
  into.contextNameStart = reader.start;
}
