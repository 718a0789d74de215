/** SEL records, always 16 bytes: IPMI 2.0 section 32. */
import { type Struct, struct, u8, u16 } from "../../wire/declare.ts";
import { type OemSel, oemSel } from "./oem.ts";
import { type OemTimestamped, oemTimestamped } from "./oem-timestamped.ts";
import { type SystemEvent, systemEvent } from "./system-event.ts";
import { type UnknownSel, unknownSel } from "./unknown.ts";

export type { OemSel } from "./oem.ts";
export type { OemTimestamped } from "./oem-timestamped.ts";
export type { SystemEvent } from "./system-event.ts";
export type { UnknownSel } from "./unknown.ts";

export const selRecordLength = 16;

export const selHeader = struct("SEL record header", { recordId: u16, recordType: u8 });
const headerLength = 3;

export type SelBody = SystemEvent | OemTimestamped | OemSel | UnknownSel;

/** A record, told apart by `kind`. */
export type SelRecord = SelBody & { readonly recordId: number; readonly recordType: number };

export const systemEventRecordType = 0x02;

function bodyOf(recordType: number): Struct<SelBody> {
  if (recordType === systemEventRecordType) return systemEvent;
  if (recordType >= 0xc0 && recordType <= 0xdf) return oemTimestamped;
  if (recordType >= 0xe0) return oemSel;
  return unknownSel;
}

/** A whole record. Throws WireError when it is shorter than 16 bytes. */
export function decodeSelRecord(bytes: Uint8Array): SelRecord {
  const { recordId, recordType } = selHeader.decode(bytes);
  return Object.assign(bodyOf(recordType).decode(bytes.subarray(headerLength)), { recordId, recordType });
}

export function encodeSelRecord(record: SelRecord): Uint8Array {
  const { recordId, recordType } = record;
  return Uint8Array.of(...selHeader.encode({ recordId, recordType }), ...bodyOf(recordType).encode(record));
}
