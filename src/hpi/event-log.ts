import { messageOf } from "../base/errors.ts";
import type { LoggedEvent } from "./event.ts";
import type { EventPipeline } from "./event-pipeline.ts";
import type { EventJournal, JournalEntry } from "./ports.ts";

/** Reads the domain's event log, including what is not on disk yet. */
export class EventLog {
  readonly #journal: EventJournal;
  readonly #pipeline: EventPipeline;

  constructor(journal: EventJournal, pipeline: EventPipeline) {
    this.#journal = journal;
    this.#pipeline = pipeline;
  }

  /** Names the log: a client that knows another epoch has missed events. */
  get epoch(): string {
    return this.#pipeline.epoch;
  }

  get lastSequence(): number {
    return this.#pipeline.lastSequence;
  }

  /** False while events are kept in memory only. */
  get durable(): boolean {
    return this.#pipeline.durable;
  }

  /** Events it holds. Sequence numbers have gaps. */
  get count(): number {
    return this.#journal.count + this.#newer(this.#journal.lastSequence).length;
  }

  /** Events by their place, the oldest being the first. */
  async page(skip: number, limit: number): Promise<readonly LoggedEvent[]> {
    const stored = (await this.#journal.read(0, limit, skip)).map(parse);
    const last = stored.at(-1);
    if (last !== undefined) return [...stored, ...this.#newer(last.sequence)].slice(0, limit);
    const place = Math.max(0, skip - this.#journal.count);
    return this.#newer(this.#journal.lastSequence).slice(place, place + limit);
  }

  /** Events after a sequence number, oldest first. */
  async read(afterSequence: number, limit: number): Promise<readonly LoggedEvent[]> {
    const stored = (await this.#journal.read(afterSequence, limit)).map(parse);
    return merge(stored, this.#newer(afterSequence)).slice(0, limit);
  }

  /** The newest events, oldest first. */
  async latest(limit: number): Promise<readonly LoggedEvent[]> {
    const stored = (await this.#journal.latest(limit)).map(parse);
    return merge(stored, this.#pipeline.unwritten).slice(-limit);
  }

  /** Those after a sequence number that are not on disk yet. */
  #newer(sequence: number): readonly LoggedEvent[] {
    return this.#pipeline.unwritten.filter((event) => event.sequence > sequence);
  }
}

function merge(stored: readonly LoggedEvent[], unwritten: readonly LoggedEvent[]): LoggedEvent[] {
  const known = new Set(stored.map((e) => e.sequence));
  return [...stored, ...unwritten.filter((e) => !known.has(e.sequence))].sort((a, b) => a.sequence - b.sequence);
}

function parse(entry: JournalEntry): LoggedEvent {
  try {
    return JSON.parse(entry.body) as LoggedEvent;
  } catch (error) {
    // A damaged entry stays visible as what it is.
    return {
      type: "oem",
      severity: "debug",
      time: { received: 0, device: null, trusted: false },
      origin: "agent",
      resourceId: null,
      text: `unreadable log entry: ${messageOf(error)}`,
      data: "",
      epoch: "",
      sequence: entry.sequence,
    };
  }
}
