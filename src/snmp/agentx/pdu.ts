import { WireError } from "../../base/errors.ts";
import { BerTag, MAX_ARCS } from "../../wire/ber.ts";
import { Reader } from "../../wire/reader.ts";
import type { Oid } from "../oid.ts";
import { HEADER_OCTETS, PduWriter } from "./pdu-writer.ts";
import type { AgentxVarbind, SearchRange } from "./varbind.ts";

/** PDU types (RFC 2741 section 6.1). */
export const AgentxType = {
  open: 1,
  close: 2,
  register: 3,
  unregister: 4,
  get: 5,
  getNext: 6,
  getBulk: 7,
  testSet: 8,
  commitSet: 9,
  undoSet: 10,
  cleanupSet: 11,
  notify: 12,
  ping: 13,
  addAgentCaps: 16,
  response: 18,
} as const;

/** res.error values of AgentX itself (RFC 2741 section 6.2.16); SNMP's own are below 256. */
export const AgentxError = {
  noError: 0,
  notOpen: 257,
  unsupportedContext: 262,
  duplicateRegistration: 263,
  parseError: 266,
  processingError: 268,
} as const;

export const AgentxFlag = { nonDefaultContext: 0x08, networkByteOrder: 0x10 } as const;

const VERSION = 1;

export interface AgentxHeader {
  readonly type: number;
  readonly flags: number;
  readonly sessionId: number;
  readonly transactionId: number;
  readonly packetId: number;
}

/** A PDU as it came: its header and the octets behind it. */
export interface AgentxPdu extends AgentxHeader {
  readonly payload: Uint8Array;
}

/** How many octets the PDU at the beginning of `bytes` has, once its header is there. Throws `E_AGENTX`. */
export function pduOctets(bytes: Uint8Array): number | undefined {
  if (bytes.length < HEADER_OCTETS) return undefined;
  if (bytes[0] !== VERSION) throw new WireError("E_AGENTX", "not version 1 of AgentX", { version: bytes[0] });
  const reader = new Reader(bytes.subarray(16, 20), orderOf(bytes[2]!));
  return HEADER_OCTETS + reader.unsigned(4);
}

/** A whole PDU. */
export function readPdu(bytes: Uint8Array): AgentxPdu {
  const flags = bytes[2]!;
  const reader = new Reader(bytes.subarray(4, 16), orderOf(flags), "AgentX header");
  return {
    type: bytes[1]!,
    flags,
    sessionId: reader.unsigned(4),
    transactionId: reader.unsigned(4),
    packetId: reader.unsigned(4),
    payload: bytes.subarray(HEADER_OCTETS),
  };
}

/** A PDU in network byte order; the payload becomes part of it. */
export function writePdu(header: Omit<AgentxHeader, "flags">, payload: PduWriter = new PduWriter()): Buffer {
  const bytes = payload.whole();
  bytes.set([VERSION, header.type, AgentxFlag.networkByteOrder, 0]);
  bytes.writeUInt32BE(header.sessionId, 4);
  bytes.writeUInt32BE(header.transactionId, 8);
  bytes.writeUInt32BE(header.packetId, 12);
  bytes.writeUInt32BE(payload.length, 16);
  return bytes;
}

function orderOf(flags: number): "big" | "little" {
  return (flags & AgentxFlag.networkByteOrder) === 0 ? "little" : "big";
}

/** Reads what is behind a header. Throws WireError. */
export class PayloadReader {
  readonly #reader: Reader;

  constructor({ flags, payload }: AgentxPdu) {
    this.#reader = new Reader(payload, orderOf(flags), "AgentX PDU");
    // The name of a context, which the caller refuses.
    if ((flags & AgentxFlag.nonDefaultContext) !== 0) this.octets();
  }

  get done(): boolean {
    return this.#reader.remaining === 0;
  }

  unsigned(octets: number): number {
    return this.#reader.unsigned(octets);
  }

  /** An OID and its include flag. */
  oid(): { readonly oid: Oid; readonly include: boolean } {
    const reader = this.#reader;
    const count = reader.unsigned(1);
    const prefix = reader.unsigned(1);
    const include = reader.unsigned(1) !== 0;
    reader.skip(1);
    if (count > MAX_ARCS) throw new WireError("E_AGENTX", `an OID of ${count} arcs`);
    const arcs = prefix === 0 ? [] : [1, 3, 6, 1, prefix];
    for (let i = 0; i < count; i++) arcs.push(reader.unsigned(4));
    if (arcs.length > MAX_ARCS) throw new WireError("E_AGENTX", `an OID of ${arcs.length} arcs`);
    return { oid: arcs, include };
  }

  octets(): Uint8Array {
    const reader = this.#reader;
    const length = reader.unsigned(4);
    const octets = reader.bytes(length);
    reader.skip(-length & 3);
    return octets;
  }

  range(): SearchRange {
    const { oid: start, include } = this.oid();
    return { start, include, end: this.oid().oid };
  }

  varbind(): AgentxVarbind {
    const tag = this.unsigned(2);
    this.#reader.skip(2);
    const { oid: name } = this.oid();
    return { name, tag, value: this.#value(tag) };
  }

  #value(tag: number): AgentxVarbind["value"] {
    const reader = this.#reader;
    switch (tag) {
      case BerTag.integer:
        return reader.signed(4);
      case BerTag.counter32:
      case BerTag.unsigned32:
      case BerTag.timeTicks:
        return reader.unsigned(4);
      case BerTag.counter64: {
        // Both halves are in the order of the PDU, as the whole is.
        const halves = [reader.unsigned(4), reader.unsigned(4)];
        const [high, low] = this.#reader.order === "big" ? halves : halves.reverse();
        return (BigInt(high!) << 32n) | BigInt(low!);
      }
      case BerTag.objectIdentifier:
        return this.oid().oid;
      case BerTag.octetString:
      case BerTag.ipAddress:
      case BerTag.opaque:
        return this.octets();
      case BerTag.null:
      case 0x80:
      case 0x81:
      case 0x82:
        return undefined;
      default:
        throw new WireError("E_AGENTX", "no type of AgentX", { tag });
    }
  }
}
