import { messageOf, WireError } from "../../base/errors.ts";
import { isCompletion } from "../../ipmi/completion-error.ts";
import { decodeSdr, type SdrRecord, sdrHeader, sdrHeaderLength } from "../../ipmi/sdr/index.ts";
import { CompletionCode } from "../../ipmi/tables/completion-codes.ts";
import { isLate } from "./silence.ts";

/** What the walk needs of a repository: the main one or a controller's own. */
export interface SdrRepository {
  /** Rejects like `send`, so that a missing command shows. */
  reserve(signal: AbortSignal): Promise<number>;
  read(
    at: { reservationId: number; recordId: number; offset: number; count: number },
    signal: AbortSignal,
  ): Promise<{ nextRecordId: number; data: Uint8Array }>;
  /** Most data bytes one answer can carry. */
  readonly maxRead: number;
  /** Longer answers may come through all the same: worth asking for whole records until the controller refuses. */
  readonly wholeRecords?: boolean;
  /** Reads worth asking at once. Default 1. */
  readonly ahead?: number;
  /** What the walks of a controller learn about it. */
  readonly sizes?: ReadSizes;
  /** Records the repository claims to hold; null when it does not say. */
  readonly claimedRecords: number | null;
}

/** How a controller lets its SDRs be read. */
export interface ReadSizes {
  /** Bytes at once. */
  chunk?: number;
  /** It refuses to read past the end of a record. */
  headerFirst?: boolean;
}

export interface SdrWalkResult {
  readonly records: readonly SdrRecord[];
  /** The bytes of each record, header included, in the order of the walk. */
  readonly raw: readonly Uint8Array[];
  /** What was wrong and how the walk went on all the same. */
  readonly findings: readonly string[];
  /** False when the walk could not reach the end. */
  readonly complete: boolean;
}

const FIRST = 0x0000;
const LAST = 0xffff;
/** Asks for a whole record in one answer: IPMI 2.0 section 33.12. */
const WHOLE = 0xff;
/** Longest record there can be: header, and a body counted in one byte. */
const MAX_RECORD = sdrHeaderLength + 0xff;
const CHUNKS = [32, 24, 16, 8] as const;
const MAX_RECORDS = 4096;
const MAX_RESERVATIONS = 64;
const MAX_RETRIES = 3;
const MAX_WRONG_GUESSES = 8;

/** Codes that say "not so many bytes at once"; controllers do not agree on one. */
const tooMuch = [
  CompletionCode.outOfSpace,
  CompletionCode.dataLengthInvalid,
  CompletionCode.dataLengthExceeded,
  CompletionCode.parameterOutOfRange,
  CompletionCode.cannotReturnBytes,
  CompletionCode.invalidField,
  CompletionCode.cannotProvideResponse,
  CompletionCode.unspecified,
] as const;

/** Reads all records of a repository, whatever it does wrong; bounded in every direction. */
export async function walkSdrs(repository: SdrRepository, signal: AbortSignal): Promise<SdrWalkResult> {
  return new Walk(repository, signal).run();
}

interface ReadRecord {
  readonly recordId: number;
  readonly nextRecordId: number;
  readonly bytes: Uint8Array;
}

class Walk {
  readonly #repository: SdrRepository;
  readonly #signal: AbortSignal;
  readonly #records: SdrRecord[] = [];
  readonly #raw: Uint8Array[] = [];
  readonly #findings: string[] = [];
  #reservationId = 0;
  #reservations = 0;
  #canReserve = true;
  /** Bytes asked for at once; `WHOLE` until a controller refuses. */
  #chunk: number;
  /** Read the header alone first, because the controller refuses to read past the end of a record. */
  #headerFirst: boolean;
  /** Records being read before the walk comes to them, by the id they probably have. */
  readonly #ahead = new Map<number, Promise<ReadRecord | null>>();
  #wrongGuesses = 0;

  constructor(repository: SdrRepository, signal: AbortSignal) {
    this.#repository = repository;
    this.#signal = signal;
    const { maxRead, wholeRecords = false, sizes } = repository;
    const first = wholeRecords || maxRead >= MAX_RECORD ? WHOLE : nextChunk(maxRead + 1);
    this.#chunk = sizes?.chunk ?? first;
    this.#headerFirst = sizes?.headerFirst ?? false;
  }

  async run(): Promise<SdrWalkResult> {
    let complete = false;
    try {
      await this.#reserve();
      complete = await this.#walk();
    } catch (error) {
      if (this.#signal.aborted) throw error;
      this.#find(`the walk ended early: ${messageOf(error)}`);
    }
    const { sizes } = this.#repository;
    if (complete && sizes !== undefined) Object.assign(sizes, { chunk: this.#chunk, headerFirst: this.#headerFirst });
    const claimed = this.#repository.claimedRecords;
    if (complete && claimed !== null && claimed !== this.#raw.length) {
      this.#find(`claims ${claimed} records, has ${this.#raw.length}`);
    }
    return { records: this.#records, raw: this.#raw, findings: this.#findings, complete };
  }

  async #walk(): Promise<boolean> {
    const seen = new Set<number>();
    let id: number = FIRST;
    let guessed = false;
    while (seen.size < MAX_RECORDS) {
      const record = await this.#record(id);
      if (record === null) {
        // A wrong link: the record may simply be the next number.
        const last = [...seen].at(-1);
        if (last === undefined) return (this.#repository.claimedRecords ?? 0) === 0;
        if (guessed || last + 1 === id || !this.#expectsMore()) return this.#hasAll();
        this.#find(`record ${hex(last)} links to ${hex(id)}, which is not there`);
        id = last + 1;
        guessed = true;
        continue;
      }
      guessed = false;
      const own = id === FIRST ? record.recordId : id;
      if (record.recordId !== own) this.#find(`record ${hex(own)} calls itself ${hex(record.recordId)}`);
      seen.add(own);
      this.#keep(record.bytes);
      const next = record.nextRecordId;
      this.#guess(own, next);
      if (next === LAST) return true;
      if (seen.has(next) || next === FIRST) {
        this.#find(`record ${hex(own)} links back to ${hex(next)}`);
        if (!this.#expectsMore() || seen.has(own + 1)) return true;
        id = own + 1;
        guessed = true;
        continue;
      }
      id = next;
    }
    this.#find(`more than ${MAX_RECORDS} records`);
    return false;
  }

  #hasAll(): boolean {
    const claimed = this.#repository.claimedRecords;
    return claimed !== null && this.#raw.length >= claimed;
  }

  #expectsMore(): boolean {
    const claimed = this.#repository.claimedRecords;
    return claimed !== null && this.#raw.length < claimed;
  }

  /** Most repositories number their records one after the other. */
  #guess(own: number, next: number): void {
    const { ahead = 1, claimedRecords } = this.#repository;
    if (this.#raw.length > 1 && next !== own + 1) this.#wrongGuesses++;
    if (ahead <= 1 || next === LAST || this.#wrongGuesses > MAX_WRONG_GUESSES) return;
    const left = (claimedRecords ?? 0) - this.#raw.length;
    for (let id = next; id < next + Math.min(ahead, left) && id < LAST; id++) {
      if (!this.#ahead.has(id)) this.#ahead.set(id, this.#readPlainly(id));
    }
  }

  /** A record read in the way that worked so far; null when anything is wrong, which the walk then looks into itself. */
  async #readPlainly(id: number): Promise<ReadRecord | null> {
    try {
      const { nextRecordId, data } = await this.#read(id, 0, this.#headerFirst ? sdrHeaderLength : this.#chunk);
      const { recordId, bodyLength } = sdrHeader.decode(data);
      const bytes = new Uint8Array(sdrHeaderLength + bodyLength);
      let at = Math.min(data.length, bytes.length);
      bytes.set(data.subarray(0, at));
      while (at < bytes.length) {
        const part = (await this.#read(id, at, Math.min(bytes.length - at, this.#step()))).data;
        if (part.length === 0 || part.length > bytes.length - at) return null;
        bytes.set(part, at);
        at += part.length;
      }
      return { recordId, nextRecordId, bytes };
    } catch {
      return null;
    }
  }

  #keep(bytes: Uint8Array): void {
    this.#raw.push(bytes);
    try {
      const record = decodeSdr(bytes);
      this.#records.push(record);
      if ("id" in record && record.id.claimed !== undefined) {
        this.#find(
          `record ${this.#raw.length}: its name claims ${record.id.claimed} bytes, has ${record.id.bytes.length}`,
        );
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#find(`record ${this.#raw.length}: ${error.message}`);
    }
  }

  /** One record; null when the controller has none of this id. */
  async #record(id: number): Promise<ReadRecord | null> {
    const ready = await this.#ahead.get(id);
    this.#ahead.delete(id);
    this.#signal.throwIfAborted();
    if (ready != null) return ready;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#readRecord(id);
      } catch (error) {
        if (isCompletion(error, CompletionCode.reservationCancelled) && this.#reservations < MAX_RESERVATIONS) {
          await this.#reserve();
        } else if (isTransient(error) && attempt < MAX_RETRIES) {
          // The connection paced its own retries already.
        } else if (isCompletion(error)) {
          if (error.completionCode !== CompletionCode.notPresent) this.#find(`record ${hex(id)}: ${error.message}`);
          return null;
        } else {
          throw error;
        }
      }
    }
  }

  async #readRecord(id: number): Promise<ReadRecord> {
    const first = await this.#start(id);
    const nextRecordId = first.nextRecordId;
    const { recordId, bodyLength } = sdrHeader.decode(first.data);
    const length = sdrHeaderLength + bodyLength;
    const chunk = this.#chunk;
    let bytes = first.data.subarray(0, length);
    while (bytes.length < length) {
      const count = Math.min(length - bytes.length, this.#step());
      let part: Uint8Array;
      try {
        const read = await this.#read(id, bytes.length, count);
        part = read.data.subarray(0, count);
      } catch (error) {
        if (!isCompletion(error, ...tooMuch)) throw error;
        if (this.#shrink(count)) continue;
        this.#find(`record ${hex(id)}: claims ${length} bytes, only ${bytes.length} can be read`);
        // It was the record, not the size of the reads.
        this.#chunk = chunk;
        break;
      }
      if (part.length === 0) {
        this.#find(`record ${hex(id)}: claims ${length} bytes, ends after ${bytes.length}`);
        break;
      }
      bytes = Uint8Array.of(...bytes, ...part);
    }
    return { recordId, nextRecordId, bytes: new Uint8Array(bytes) };
  }

  /** The first bytes of a record, at least its header. */
  async #start(id: number): Promise<{ nextRecordId: number; data: Uint8Array }> {
    for (;;) {
      const count = this.#headerFirst ? sdrHeaderLength : this.#chunk;
      try {
        const read = await this.#read(id, 0, count);
        // A short first part may still be a header in pieces, but no controller known cuts there.
        return read;
      } catch (error) {
        // Nor is an answer that got lost because of its length worth another wait.
        const lost = this.#chunk === WHOLE && isTransient(error);
        if (!lost && !isCompletion(error, ...tooMuch)) throw error;
        if (this.#chunk === WHOLE) this.#chunk = this.#largest();
        else if (!this.#headerFirst) this.#headerFirst = true;
        else throw error;
      }
    }
  }

  #read(recordId: number, offset: number, count: number): Promise<{ nextRecordId: number; data: Uint8Array }> {
    return this.#repository.read({ reservationId: this.#reservationId, recordId, offset, count }, this.#signal);
  }

  #step(): number {
    return this.#chunk === WHOLE ? this.#largest() : this.#chunk;
  }

  #largest(): number {
    return nextChunk(this.#repository.maxRead + 1);
  }

  /** Asks for less from now on; false when it was little already. */
  #shrink(refused: number): boolean {
    const smaller = nextChunk(Math.min(refused, this.#step()));
    if (smaller >= refused) return false;
    this.#chunk = smaller;
    return true;
  }

  async #reserve(): Promise<void> {
    this.#reservations++;
    this.#ahead.clear();
    if (!this.#canReserve) return;
    try {
      this.#reservationId = await this.#repository.reserve(this.#signal);
    } catch (error) {
      if (!isCompletion(error)) throw error;
      this.#canReserve = false;
      this.#find(`no reservation: ${error.message}`);
    }
  }

  #find(text: string): void {
    if (this.#findings.length < 64) this.#findings.push(text);
  }
}

/** One answer that was late or lost must not cost the rest of the walk. */
function isTransient(error: unknown): boolean {
  if (isCompletion(error, CompletionCode.nodeBusy, CompletionCode.timeout)) return true;
  return isLate(error);
}

/** The next smaller size of a read. */
function nextChunk(size: number): number {
  return CHUNKS.find((chunk) => chunk < size) ?? CHUNKS.at(-1)!;
}

function hex(id: number): string {
  return `${id.toString(16).toUpperCase().padStart(4, "0")}h`;
}
