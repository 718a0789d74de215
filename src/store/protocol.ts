/** What the main thread and the store's worker say to each other. */

/** One record of a journal. `cursor` is written in the same transaction and is not part of what is read back. */
export interface JournalEntry {
  /** Strictly increasing; gaps are allowed. */
  readonly sequence: number;
  /** JSON text, at most 64 KiB. */
  readonly body: string;
  /** How far a source has been read, moved together with the entry it produced. */
  readonly cursor?: { readonly source: string; readonly value: string } | undefined;
}

/** `normal`: survives a crash of the process. `full`: also survives a power cut. */
export type Durability = "normal" | "full";

/** How a stored thing was found when it was opened. */
export type Opening =
  | { readonly kind: "existing" }
  | { readonly kind: "created" }
  /** The stored thing was unusable: a new epoch began and the old file, if it could be kept, lies at `keptAs`. */
  | { readonly kind: "replaced"; readonly reason: string; readonly keptAs: string | null };

export interface JournalOpenRequest {
  readonly file: string;
  readonly capacity: number;
  /** Most octets of entries, whatever their number. */
  readonly maximumBytes: number;
  /** Taken as the epoch when the journal has to be created. */
  readonly newEpoch: string;
  /** Identity of this boot of the machine; after an unclean end in another boot, sequence numbers skip ahead. */
  readonly bootId: string | null;
}

export interface JournalOpened {
  readonly handle: number;
  readonly epoch: string;
  readonly lastSequence: number;
  /** Entries it holds. */
  readonly count: number;
  readonly opening: Opening;
}

export interface AppendRequest {
  readonly handle: number;
  /** Each batch succeeds or fails as a whole; all of them share one transaction. */
  readonly batches: readonly (readonly JournalEntry[])[];
  readonly durability: Durability;
}

/** Per batch: null, or why it was refused. */
export interface AppendReply {
  readonly lastSequence: number;
  /** Entries it holds now. */
  readonly count: number;
  readonly refused: readonly (SerializedError | null)[];
}

/** Every operation of the worker with its request and reply. */
export interface StoreOperations {
  lock: { request: { readonly directory: string; readonly pid: number }; reply: null };
  "journal.open": { request: JournalOpenRequest; reply: JournalOpened };
  "journal.append": { request: AppendRequest; reply: AppendReply };
  "journal.read": {
    request: {
      readonly handle: number;
      readonly afterSequence: number;
      readonly limit: number;
      readonly skip: number;
    };
    reply: readonly JournalEntry[];
  };
  "journal.latest": {
    request: { readonly handle: number; readonly limit: number };
    reply: readonly JournalEntry[];
  };
  "journal.cursors": { request: { readonly handle: number }; reply: ReadonlyMap<string, string> };
  "journal.close": { request: { readonly handle: number }; reply: null };
  close: { request: null; reply: null };
}

export type StoreOperation = keyof StoreOperations;

export interface RequestMessage<K extends StoreOperation = StoreOperation> {
  readonly id: number;
  readonly operation: K;
  readonly request: StoreOperations[K]["request"];
}

/** An error on its way through a message port. */
export interface SerializedError {
  readonly family: "usage" | "internal" | "store";
  readonly code: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export type ReplyMessage =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SerializedError }
  /** Something the worker wants in the log. */
  | { readonly notice: string; readonly facts: Readonly<Record<string, unknown>> };
