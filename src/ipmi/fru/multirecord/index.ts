/** MultiRecord area: FRU Information Storage Definition section 16. */
import { WireError } from "../../../base/errors.ts";
import { sumsToZero, zeroChecksum } from "../../../wire/checksum.ts";
import { bits, flag, reserved, rest, span, struct, u8, u24 } from "../../../wire/declare.ts";
import type { Struct } from "../../../wire/struct.ts";
import type { FruFinding } from "../findings.ts";
import { type PicmgRecord, picmgManufacturerId, picmgRecordById, picmgRecords } from "./picmg/index.ts";
import { type StandardRecord, standardRecordByType, standardRecords } from "./standard/index.ts";

const header = struct("MultiRecord header", {
  typeId: u8,
  ...bits(1, { formatVersion: span(3, 0), reserved4: reserved(6, 4), endOfList: flag(7) }),
  length: u8,
  recordChecksum: u8,
  headerChecksum: u8,
});
const headerLength = 5;

const picmgPrefix = struct("PICMG record", { manufacturerId: u24, recordId: u8, body: rest });
const picmgPrefixLength = 4;

export const oemTypeId = 0xc0;

/** A record this program does not know, or could not read, as it came. */
export interface RawRecord {
  readonly kind: "raw";
  readonly data: Uint8Array;
}

export type MultiRecordBody = StandardRecord | PicmgRecord | RawRecord;
export type MultiRecord = MultiRecordBody & { readonly typeId: number; readonly formatVersion: number };

/** Reads records from `offset` to the one marked last or to the end of the bytes. */
export function decodeMultiRecords(inventory: Uint8Array, offset: number, findings: FruFinding[]): MultiRecord[] {
  const records: MultiRecord[] = [];
  const report = (problem: FruFinding["problem"], at: number) => {
    findings.push({ part: "multirecord", problem, offset: at });
  };
  for (let start = offset; ; ) {
    if (start + headerLength > inventory.length) {
      report(start >= inventory.length ? "terminator" : "truncated", start);
      return records;
    }
    const headerBytes = inventory.subarray(start, start + headerLength);
    if (isErased(headerBytes)) {
      report("terminator", start);
      return records;
    }
    const { typeId, formatVersion, endOfList, length, recordChecksum } = header.decode(headerBytes);
    const data = new Uint8Array(inventory.subarray(start + headerLength, start + headerLength + length));
    const headerIsSound = sumsToZero(headerBytes);
    if (!headerIsSound) report("checksum", start);
    if (data.length < length) {
      report("truncated", start);
      return records;
    }
    if (zeroChecksum(data) !== recordChecksum) report("checksum", start + headerLength);
    const body = decodeBody(typeId, data);
    if (body === undefined) report("malformed", start + headerLength);
    records.push({ typeId, formatVersion, ...(body ?? { kind: "raw", data }) });
    if (endOfList) return records;
    start += headerLength + length;
  }
}

/** Neither makes a header: zeros sum up to zero but are of no version. */
function isErased(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x00) || bytes.every((byte) => byte === 0xff);
}

/** Undefined when a known record cannot be read. */
function decodeBody(typeId: number, data: Uint8Array): MultiRecordBody | undefined {
  const known = layoutOf(typeId, data);
  if (known === undefined) return { kind: "raw", data };
  try {
    return known.layout.decode(known.body) as MultiRecordBody;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function layoutOf(typeId: number, data: Uint8Array): { layout: Struct<unknown>; body: Uint8Array } | undefined {
  const standard = standardRecordByType.get(typeId);
  if (standard !== undefined) return { layout: standard, body: data };
  if (typeId !== oemTypeId || data.length < picmgPrefixLength) return undefined;
  const { manufacturerId, recordId, body } = picmgPrefix.decode(data);
  const layout = manufacturerId === picmgManufacturerId ? picmgRecordById.get(recordId) : undefined;
  return layout === undefined ? undefined : { layout, body };
}

/** The whole area; the last record is marked as such. */
export function encodeMultiRecords(
  records: readonly (MultiRecordBody & { readonly typeId?: number; readonly formatVersion?: number })[],
): Uint8Array {
  return Uint8Array.from(
    records.flatMap((record, index) => {
      const { typeId = typeIdOf(record), formatVersion = 2 } = record;
      const data = encodeBody(record);
      const endOfList = index === records.length - 1;
      const fields = { typeId, formatVersion, endOfList, length: data.length, recordChecksum: zeroChecksum(data) };
      const unchecked = header.encode({ ...fields, headerChecksum: 0 });
      return [...header.encode({ ...fields, headerChecksum: zeroChecksum(unchecked) }), ...data];
    }),
  );
}

function typeIdOf(record: MultiRecordBody): number {
  return isStandard(record) ? standardRecords[record.kind].typeId : oemTypeId;
}

function isStandard(record: MultiRecordBody): record is StandardRecord {
  return record.kind in standardRecords;
}

function encodeBody(record: MultiRecordBody): Uint8Array {
  if (record.kind === "raw") return record.data;
  if (isStandard(record)) {
    const layout: { encode(value: unknown): Uint8Array } = standardRecords[record.kind].body;
    return layout.encode(record);
  }
  const { recordId, body } = picmgRecords[record.kind];
  const layout: { encode(value: unknown): Uint8Array } = body;
  return picmgPrefix.encode({ manufacturerId: picmgManufacturerId, recordId, body: layout.encode(record) });
}
