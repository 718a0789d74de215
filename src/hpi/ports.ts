/** What the model needs from outside; the composition root connects them to store/. */

export interface JournalEntry {
  readonly sequence: number;
  /** JSON text of the event. */
  readonly body: string;
  readonly cursor?: { readonly source: string; readonly value: string } | undefined;
}

/** The event log on disk. One call is one transaction. */
export interface EventJournal {
  /** Names this log; a lost log starts a new one. */
  readonly epoch: string;
  readonly lastSequence: number;
  /** Entries it holds. */
  readonly count: number;
  append(entries: readonly JournalEntry[], options?: { durability?: "normal" | "full" }): Promise<void>;
  /** Entries after a sequence number but the first `skip`, oldest first. */
  read(afterSequence: number, limit: number, skip?: number): Promise<readonly JournalEntry[]>;
  latest(limit: number): Promise<readonly JournalEntry[]>;
  cursors(): Promise<ReadonlyMap<string, string>>;
}

/** Ids that are on disk before anybody sees them and are never reused. */
export interface IdAllocator {
  /** The ids of `keys` in their order; new keys get new ids. */
  allocate(space: string, keys: readonly string[]): Promise<readonly number[]>;
}

/** Where the model records who did what. */
export interface AuditSink {
  record(entry: Readonly<Record<string, unknown>>): void;
}
