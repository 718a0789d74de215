import { crc32 } from "node:zlib";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { BusAddress } from "../../ipmi/bus-address.ts";
import { decodeSdr, type SdrRecord } from "../../ipmi/sdr/index.ts";
import type { SdrCache } from "./options.ts";

/** Whose repository it is. */
export interface SdrCachePlace {
  readonly controller: string;
  readonly at: BusAddress;
  readonly repository: "main" | "device";
}

/** What its content hangs on; a change of any of it is another repository. */
export interface SdrFingerprint {
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

export interface CachedRecords {
  readonly records: readonly SdrRecord[];
  readonly raw: readonly Uint8Array[];
}

const FORMAT = "hpi-agent SDR cache 1";

/** Raw records as text: a line of format and CRC-32, the fingerprint, then one record a line in hexadecimal. */
export class SdrRecordCache {
  readonly #cache: SdrCache | undefined;
  readonly #logger: Logger;

  constructor(cache: SdrCache | undefined, logger: Logger) {
    this.#cache = cache;
    this.#logger = logger;
  }

  /** The records of the last start, or undefined. Damage is a miss. */
  async load(place: SdrCachePlace, fingerprint: SdrFingerprint): Promise<CachedRecords | undefined> {
    if (this.#cache === undefined) return undefined;
    try {
      const bytes = await this.#cache.load(nameOf(place));
      return bytes === undefined ? undefined : unpack(Buffer.from(bytes).toString("latin1"), fingerprint);
    } catch (error) {
      this.#logger.debug({ reason: messageOf(error) }, "a cached SDR repository could not be used");
      return undefined;
    }
  }

  async store(place: SdrCachePlace, fingerprint: SdrFingerprint, raw: readonly Uint8Array[]): Promise<void> {
    if (this.#cache === undefined) return;
    try {
      await this.#cache.store(nameOf(place), new Uint8Array(Buffer.from(pack(fingerprint, raw), "latin1")));
    } catch (error) {
      this.#logger.warn({ reason: messageOf(error) }, "the SDR cache could not be written");
    }
  }
}

function nameOf({ controller, at, repository }: SdrCachePlace): string {
  return `${controller}-${at.toString(16)}-${repository}`;
}

function pack(fingerprint: SdrFingerprint, raw: readonly Uint8Array[]): string {
  const lines = [JSON.stringify(fingerprint), ...raw.map((record) => Buffer.from(record).toString("hex"))];
  const body = lines.join("\n");
  return `${FORMAT} ${crc32(body).toString(16)}\n${body}`;
}

function unpack(text: string, fingerprint: SdrFingerprint): CachedRecords | undefined {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  if (text.slice(0, end) !== `${FORMAT} ${crc32(body).toString(16)}`) return undefined;
  const [known, ...records] = body.split("\n");
  if (known !== JSON.stringify(fingerprint)) return undefined;
  const raw = records.map((record) => new Uint8Array(Buffer.from(record, "hex")));
  return { records: raw.map((record) => decodeSdr(record)), raw };
}

/** True when two repositories hold the same bytes. */
export function sameRecords(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((record, i) => Buffer.compare(record, b[i]!) === 0);
}
