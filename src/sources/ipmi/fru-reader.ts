import { GetFruInventoryAreaInfo } from "../../ipmi/commands/storage/get-fru-inventory-area-info.ts";
import { ReadFruData } from "../../ipmi/commands/storage/read-fru-data.ts";
import { isCompletion } from "../../ipmi/completion-error.ts";
import { CompletionCode } from "../../ipmi/tables/completion-codes.ts";
import type { Channel } from "./channel.ts";

/** More is never read, whatever a device claims: the standard areas end far below. */
const MAX_BYTES = 8192;
const CHUNKS = [32, 24, 16, 8, 4] as const;
/** Read FRU Data answers with a count byte before the data. */
const OVERHEAD = 1;
const MAX_BUSY = 8;
/** 81h is the command's own code for it. */
const Busy = [0x81, CompletionCode.nodeBusy, CompletionCode.timeout] as const;
const TooMuch = [
  CompletionCode.outOfSpace,
  CompletionCode.dataLengthInvalid,
  CompletionCode.dataLengthExceeded,
  CompletionCode.parameterOutOfRange,
  CompletionCode.cannotReturnBytes,
  CompletionCode.invalidField,
  CompletionCode.unspecified,
] as const;

export interface FruBytes {
  readonly bytes: Uint8Array;
  readonly findings: readonly string[];
}

/**
 * Reads an inventory in pieces as large as the device allows. Null when there is none. A device that stops half way
 * gives what it gave.
 */
export async function readFru(channel: Channel, fruDeviceId: number): Promise<FruBytes | null> {
  const info = await channel.ask(GetFruInventoryAreaInfo, { fruDeviceId });
  if (info === null || info.size === 0) return null;
  const unit = info.accessByWords ? 2 : 1;
  const size = Math.min(info.size, MAX_BYTES);
  const findings: string[] = info.size > MAX_BYTES ? [`claims ${info.size} bytes, ${MAX_BYTES} are read`] : [];
  const bytes = new Uint8Array(size);
  let chunk = smaller(Math.min(channel.maxResponse - OVERHEAD, CHUNKS[0]) + 1);
  let at = 0;
  for (let busy = 0; at < size; ) {
    const count = Math.min(chunk, size - at);
    try {
      const read = await channel.send(ReadFruData, {
        fruDeviceId,
        offset: at / unit,
        count: Math.ceil(count / unit),
      });
      const got = read.data.subarray(0, Math.min(read.count * unit, size - at));
      if (got.length === 0) {
        findings.push(`ends after ${at} of ${size} bytes`);
        break;
      }
      bytes.set(got, at);
      at += unit === 2 ? Math.floor(got.length / 2) * 2 || 2 : got.length;
      busy = 0;
    } catch (error) {
      if (isCompletion(error, ...Busy) && busy++ < MAX_BUSY) continue;
      if (isCompletion(error, ...TooMuch) && smaller(chunk) < chunk) {
        chunk = smaller(chunk);
        continue;
      }
      if (!isCompletion(error)) throw error;
      findings.push(`ends after ${at} of ${size} bytes: ${error.message}`);
      break;
    }
  }
  return at === 0 ? null : { bytes: bytes.subarray(0, Math.min(at, size)), findings };
}

function smaller(chunk: number): number {
  return CHUNKS.find((c) => c < chunk) ?? CHUNKS.at(-1)!;
}
