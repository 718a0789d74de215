import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { Domain } from "../../src/hpi/domain.ts";
import type { AuditSink, EventJournal, IdAllocator, JournalEntry } from "../../src/hpi/ports.ts";

/** A journal in memory that can be told to fail or hang. */
export class MemoryJournal implements EventJournal {
  readonly epoch: string;
  readonly entries: JournalEntry[] = [];
  readonly #cursors = new Map<string, string>();
  /** Every append waits for it. */
  gate: Promise<void> = Promise.resolve();
  /** Every append fails with it. */
  failure: Error | null = null;
  appends = 0;
  /** Of each append. */
  readonly durabilities: string[] = [];

  constructor(epoch = "00000000-0000-4000-8000-000000000001") {
    this.epoch = epoch;
  }

  get lastSequence(): number {
    return this.entries.at(-1)?.sequence ?? 0;
  }

  get count(): number {
    return this.entries.length;
  }

  async append(entries: readonly JournalEntry[], options: { durability?: "normal" | "full" } = {}): Promise<void> {
    this.appends++;
    this.durabilities.push(options.durability ?? "normal");
    await this.gate;
    if (this.failure !== null) throw this.failure;
    this.entries.push(...entries);
    for (const { cursor } of entries) if (cursor !== undefined) this.#cursors.set(cursor.source, cursor.value);
  }

  async read(afterSequence: number, limit: number, skip = 0): Promise<readonly JournalEntry[]> {
    return this.entries.filter((e) => e.sequence > afterSequence).slice(skip, skip + limit);
  }

  async latest(limit: number): Promise<readonly JournalEntry[]> {
    return this.entries.slice(-limit);
  }

  async cursors(): Promise<ReadonlyMap<string, string>> {
    return new Map(this.#cursors);
  }
}

/** Ids in memory; give it to a second domain to play a restart. */
export class MemoryIds implements IdAllocator {
  readonly #spaces = new Map<string, Map<string, number>>();

  async allocate(space: string, keys: readonly string[]): Promise<readonly number[]> {
    const known = this.#spaces.get(space) ?? new Map<string, number>();
    this.#spaces.set(space, known);
    return keys.map((key) => {
      const id = known.get(key) ?? known.size + 1;
      known.set(key, id);
      return id;
    });
  }
}

export class MemoryAudit implements AuditSink {
  readonly entries: Readonly<Record<string, unknown>>[] = [];

  record(entry: Readonly<Record<string, unknown>>): void {
    this.entries.push(entry);
  }
}

export interface MemoryDomain {
  readonly domain: Domain;
  readonly clock: ManualClock;
  readonly journal: MemoryJournal;
  readonly ids: MemoryIds;
  readonly audit: MemoryAudit;
}

/** A domain without disk, on a clock moved by hand. Pass parts of an earlier one to play a restart. */
export async function memoryDomain(
  parts: { journal?: MemoryJournal; ids?: MemoryIds; clock?: ManualClock; simulated?: boolean } = {},
): Promise<MemoryDomain> {
  const clock = parts.clock ?? new ManualClock();
  const journal = parts.journal ?? new MemoryJournal();
  const ids = parts.ids ?? new MemoryIds();
  const audit = new MemoryAudit();
  // As unique as UUIDs are, over restarts as well.
  let operations = journal.entries.length;
  const domain = await Domain.open({
    name: "test",
    clock,
    logger: silentLogger,
    journal,
    ids,
    audit,
    newId: () => `operation-${++operations}`,
    simulated: parts.simulated ?? false,
  });
  return { domain, clock, journal, ids, audit };
}
