import type { EventJournal, JournalEntry } from "../hpi/ports.ts";

const CAPACITY = 10_000;

/** The event log of an agent that cannot open the one on disk: in memory, bounded, gone with the process. */
export class VolatileJournal implements EventJournal {
  readonly epoch: string;
  #entries: JournalEntry[] = [];
  readonly #cursors = new Map<string, string>();

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  get lastSequence(): number {
    return this.#entries.at(-1)?.sequence ?? 0;
  }

  get count(): number {
    return this.#entries.length;
  }

  async append(entries: readonly JournalEntry[]): Promise<void> {
    this.#entries = [...this.#entries, ...entries].slice(-CAPACITY);
    for (const { cursor } of entries) if (cursor !== undefined) this.#cursors.set(cursor.source, cursor.value);
  }

  async read(afterSequence: number, limit: number, skip = 0): Promise<readonly JournalEntry[]> {
    return this.#entries.filter(({ sequence }) => sequence > afterSequence).slice(skip, skip + limit);
  }

  async latest(limit: number): Promise<readonly JournalEntry[]> {
    return this.#entries.slice(-limit);
  }

  async cursors(): Promise<ReadonlyMap<string, string>> {
    return new Map(this.#cursors);
  }
}
