import { StoreError } from "./errors.ts";
import type { Durability, JournalEntry, JournalOpened, JournalOpenRequest, Opening } from "./protocol.ts";
import { deserializeError } from "./serialize-error.ts";
import type { StoreWorker } from "./worker-client.ts";

export type { Durability, JournalEntry, Opening } from "./protocol.ts";

/** An append-only, bounded record of what happened, with the cursors of the sources it came from. */
export interface Journal {
  /** UUID of this log; a lost log is a new epoch. */
  readonly epoch: string;
  /** Highest sequence number committed; 0 when none. */
  readonly lastSequence: number;
  /** Entries it holds. */
  readonly count: number;
  /** How the log was found; `replaced` says what was lost. */
  readonly opening: Opening;
  /** Commits the entries in one transaction; concurrent calls share one. Rejects with nothing of it written. */
  append(entries: readonly JournalEntry[], options?: { durability?: Durability }): Promise<void>;
  /** Entries after `afterSequence` but the first `skip`, oldest first, at most 10 000. */
  read(afterSequence: number, limit: number, skip?: number): Promise<readonly JournalEntry[]>;
  /** The newest entries, oldest first, at most 10 000. */
  latest(limit: number): Promise<readonly JournalEntry[]>;
  /** The last committed cursor of every source. */
  cursors(): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

interface Pending {
  readonly entries: readonly JournalEntry[];
  readonly durability: Durability;
  resolve(): void;
  reject(error: unknown): void;
}

/** More than this many waiting appends means the disk no longer follows. */
const maximumPending = 10_000;

type Requests = Pick<StoreWorker, "request">;

export class WorkerJournal implements Journal {
  readonly epoch: string;
  readonly opening: Opening;
  readonly #worker: Requests;
  readonly #request: JournalOpenRequest;
  #handle: number;
  #lastSequence: number;
  #count: number;
  #pending: Pending[] = [];
  #committing: Promise<void> | undefined;
  #closed = false;

  static async open(worker: Requests, request: JournalOpenRequest): Promise<WorkerJournal> {
    return new WorkerJournal(worker, request, await worker.request("journal.open", request));
  }

  private constructor(worker: Requests, request: JournalOpenRequest, opened: JournalOpened) {
    this.#worker = worker;
    this.#request = request;
    this.#handle = opened.handle;
    this.epoch = opened.epoch;
    this.opening = opened.opening;
    this.#lastSequence = opened.lastSequence;
    this.#count = opened.count;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get count(): number {
    return this.#count;
  }

  append(entries: readonly JournalEntry[], options: { durability?: Durability } = {}): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreError("E_STORE_GONE", "the journal is closed"));
    if (entries.length === 0) return Promise.resolve();
    if (this.#pending.length >= maximumPending) {
      return Promise.reject(new StoreError("E_STORE_BUSY", "too many appends are waiting for the disk"));
    }
    return new Promise((resolve, reject) => {
      this.#pending.push({ entries, durability: options.durability ?? "normal", resolve, reject });
      this.#committing ??= this.#commit();
    });
  }

  /** Opens the same journal in the worker that replaces a dead one. */
  async reopen(worker: Requests): Promise<void> {
    if (this.#closed) return;
    const opened = await worker.request("journal.open", this.#request);
    // A new epoch cannot be slipped under those who hold the old one: they keep being refused until a restart.
    if (opened.epoch !== this.epoch) throw new StoreError("E_STORE_DAMAGED", "the journal did not survive");
    this.#handle = opened.handle;
    this.#lastSequence = opened.lastSequence;
    this.#count = opened.count;
  }

  read(afterSequence: number, limit: number, skip = 0): Promise<readonly JournalEntry[]> {
    return this.#worker.request("journal.read", { handle: this.#handle, afterSequence, limit, skip });
  }

  latest(limit: number): Promise<readonly JournalEntry[]> {
    return this.#worker.request("journal.latest", { handle: this.#handle, limit });
  }

  cursors(): Promise<ReadonlyMap<string, string>> {
    return this.#worker.request("journal.cursors", { handle: this.#handle });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#committing;
    await this.#worker.request("journal.close", { handle: this.#handle });
  }

  /** While one transaction is under way the next one gathers. */
  async #commit(): Promise<void> {
    // One turn's appends travel together.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const group = this.#pending;
      this.#pending = [];
      try {
        const reply = await this.#worker.request("journal.append", {
          handle: this.#handle,
          batches: group.map((pending) => pending.entries),
          durability: group.some((pending) => pending.durability === "full") ? "full" : "normal",
        });
        this.#lastSequence = reply.lastSequence;
        this.#count = reply.count;
        for (const [index, pending] of group.entries()) {
          const refused = reply.refused[index];
          if (refused === null || refused === undefined) pending.resolve();
          else pending.reject(deserializeError(refused));
        }
      } catch (error) {
        for (const pending of group) pending.reject(error);
      }
    }
    this.#committing = undefined;
  }
}
