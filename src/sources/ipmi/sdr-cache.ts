import { crc32 } from "node:zlib";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { decodeSdr, type SdrRecord } from "../../ipmi/sdr/index.ts";
import type { SdrCache } from "./options.ts";

/** What a repository's content hangs on; a change of any of it is another repository. */
export interface SdrCacheKey {
  readonly controller: string;
  readonly address: number;
  readonly guid: string | null;
  readonly manufacturerId: number;
  readonly productId: number;
  readonly deviceId: number;
  readonly firmware: string;
  readonly recordCount: number | null;
  /** Raw; null when missing or not plausible, which never means unchanged. */
  readonly added: number | null;
  readonly erased: number | null;
}

const FORMAT = 1;
const HEADER = 8;

/** Raw records in one blob: format, CRC-32, then each record with its length in front. */
export class SdrRecordCache {
  readonly #cache: SdrCache | undefined;
  readonly #logger: Logger;

  constructor(cache: SdrCache | undefined, logger: Logger) {
    this.#cache = cache;
    this.#logger = logger;
  }

  /** The records of the last start, or undefined. Damage is a miss. */
  async load(key: SdrCacheKey): Promise<{ records: readonly SdrRecord[]; raw: readonly Uint8Array[] } | undefined> {
    if (this.#cache === undefined) return undefined;
    try {
      const bytes = await this.#cache.load(keyText(key));
      return bytes === undefined ? undefined : unpack(bytes);
    } catch (error) {
      this.#logger.debug({ reason: messageOf(error) }, "a cached SDR repository could not be used");
      return undefined;
    }
  }

  async store(key: SdrCacheKey, raw: readonly Uint8Array[]): Promise<void> {
    if (this.#cache === undefined) return;
    try {
      await this.#cache.store(keyText(key), pack(raw));
    } catch (error) {
      this.#logger.warn({ reason: messageOf(error) }, "the SDR cache could not be written");
    }
  }
}

function keyText(key: SdrCacheKey): string {
  return JSON.stringify(key);
}

function pack(raw: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(raw.map((record) => Buffer.concat([Buffer.from(lengthBytes(record.length)), record])));
  const crc = Buffer.from(crc32(body).toString(16).padStart(8, "0"), "latin1").subarray(0, 8);
  return new Uint8Array(Buffer.concat([Buffer.from([FORMAT]), crc, body]));
}

function lengthBytes(length: number): [number, number] {
  return [Math.floor(length / 256), length % 256];
}

function unpack(bytes: Uint8Array): { records: readonly SdrRecord[]; raw: readonly Uint8Array[] } | undefined {
  const body = bytes.subarray(1 + HEADER);
  const crc = Buffer.from(bytes.subarray(1, 1 + HEADER)).toString("latin1");
  if (bytes[0] !== FORMAT || crc !== crc32(body).toString(16).padStart(8, "0")) return undefined;
  const raw: Uint8Array[] = [];
  for (let at = 0; at + 2 <= body.length; ) {
    const length = body[at]! * 256 + body[at + 1]!;
    raw.push(new Uint8Array(body.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  return { records: raw.map((record) => decodeSdr(record)), raw };
}

/** True when two repositories hold the same bytes. */
export function sameRecords(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((record, i) => Buffer.compare(record, b[i]!) === 0);
}
