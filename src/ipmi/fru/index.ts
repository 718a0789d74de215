/** FRU inventory: Platform Management FRU Information Storage Definition 1.0. */
import { sumsToZero, zeroChecksum } from "../../wire/checksum.ts";
import { Writer } from "../../wire/writer.ts";
import { decodeArea, encodeArea } from "./area.ts";
import { type BoardInfo, boardInfo } from "./board-info.ts";
import { type ChassisInfo, chassisInfo } from "./chassis-info.ts";
import { commonHeader, commonHeaderLength } from "./common-header.ts";
import type { FruFinding } from "./findings.ts";
import { decodeMultiRecords, encodeMultiRecords, type MultiRecord, type MultiRecordBody } from "./multirecord/index.ts";
import { type ProductInfo, productInfo } from "./product-info.ts";

export { type BoardInfo, manufacturedAt } from "./board-info.ts";
export type { ChassisInfo } from "./chassis-info.ts";
export type { FruFinding, FruPart } from "./findings.ts";
export { fruText, splitFruText } from "./fru-text.ts";
export type { MultiRecord, MultiRecordBody } from "./multirecord/index.ts";
export type * from "./multirecord/picmg/index.ts";
export type * from "./multirecord/standard/index.ts";
export type { ProductInfo } from "./product-info.ts";

export interface FruInventory {
  /** The internal use area without its format version byte, up to the next area. */
  readonly internalUse?: Uint8Array | undefined;
  readonly chassis?: ChassisInfo | undefined;
  readonly board?: BoardInfo | undefined;
  readonly product?: ProductInfo | undefined;
  readonly multirecords: readonly MultiRecord[];
  /** What was wrong and was read all the same. */
  readonly findings: readonly FruFinding[];
}

/** More of an inventory than this is not looked at: the size field of Get FRU Inventory Area Info has 16 bits. */
export const maximumFruSize = 0xffff;

const unit = 8;

/** Reads what can be read. Throws WireError only when there is not even a common header. */
export function decodeFru(given: Uint8Array): FruInventory {
  const bytes = given.subarray(0, maximumFruSize);
  const findings: FruFinding[] = [];
  const offsets = commonHeader.decode(bytes);
  const isOfVersion = offsets.version === 1;
  const isSound = sumsToZero(bytes.subarray(0, commonHeaderLength));
  if (!isOfVersion) findings.push({ part: "header", problem: "version", offset: 0 });
  if (!isSound) findings.push({ part: "header", problem: "checksum", offset: 0 });
  // Erased memory, or something else altogether.
  if (!isOfVersion && !isSound) return { multirecords: [], findings };
  const at = (offset: number) => (offset === 0 ? undefined : offset * unit);
  const chassis = at(offsets.chassis);
  const board = at(offsets.board);
  const product = at(offsets.product);
  const multirecord = at(offsets.multirecord);
  return {
    internalUse: internalUseOf(bytes, at(offsets.internalUse), [chassis, board, product, multirecord], findings),
    chassis: chassis === undefined ? undefined : decodeArea(chassisInfo, bytes, chassis, findings),
    board: board === undefined ? undefined : decodeArea(boardInfo, bytes, board, findings),
    product: product === undefined ? undefined : decodeArea(productInfo, bytes, product, findings),
    multirecords: multirecord === undefined ? [] : decodeMultiRecords(bytes, multirecord, findings),
    findings,
  };
}

function internalUseOf(
  bytes: Uint8Array,
  start: number | undefined,
  others: readonly (number | undefined)[],
  findings: FruFinding[],
): Uint8Array | undefined {
  if (start === undefined) return undefined;
  if (start >= bytes.length) {
    findings.push({ part: "internal-use", problem: "outside", offset: start });
    return undefined;
  }
  const end = Math.min(bytes.length, ...others.filter((other) => other !== undefined && other > start).map(Number));
  return new Uint8Array(bytes.subarray(start + 1, end));
}

/** What to write into a FRU device. */
export interface FruContent {
  readonly internalUse?: Uint8Array | undefined;
  readonly chassis?: ChassisInfo | undefined;
  readonly board?: BoardInfo | undefined;
  readonly product?: ProductInfo | undefined;
  readonly multirecords?:
    | readonly (MultiRecordBody & { readonly typeId?: number; readonly formatVersion?: number })[]
    | undefined;
}

/** A whole inventory: header, areas in the standard's order, multirecords last. */
export function encodeFru(content: FruContent): Uint8Array {
  const { internalUse, chassis, board, product, multirecords = [] } = content;
  const writer = new Writer("little", "FRU inventory");
  writer.bytes(new Uint8Array(commonHeaderLength));
  const place = (area: Uint8Array | undefined): number => {
    if (area === undefined) return 0;
    const offset = writer.length / unit;
    if (offset > 0xff) throw writer.invalid("the areas are too long for their offsets");
    writer.bytes(area);
    writer.bytes(new Uint8Array(-area.length & (unit - 1)));
    return offset;
  };
  const header = {
    version: 1,
    internalUse: place(internalUse === undefined ? undefined : Uint8Array.of(1, ...internalUse)),
    chassis: place(chassis === undefined ? undefined : encodeArea(chassisInfo, chassis)),
    board: place(board === undefined ? undefined : encodeArea(boardInfo, board)),
    product: place(product === undefined ? undefined : encodeArea(productInfo, product)),
    multirecord: place(multirecords.length === 0 ? undefined : encodeMultiRecords(multirecords)),
    pad: 0,
  };
  const bytes = writer.finish();
  const checksum = zeroChecksum(commonHeader.encode({ ...header, checksum: 0 }));
  bytes.set(commonHeader.encode({ ...header, checksum }));
  return bytes;
}
