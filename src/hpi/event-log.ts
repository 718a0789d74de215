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

  /** Events after a sequence number, oldest first. */
  async read(afterSequence: number, limit: number): Promise<readonly LoggedEvent[]> {
    const stored = (await this.#journal.read(afterSequence, limit)).map(parse);
    return merge(
      stored,
      this.#pipeline.unwritten.filter((e) => e.sequence > afterSequence),
    ).slice(0, limit);
  }

  /** The newest events, oldest first. */
  async latest(limit: number): Promise<readonly LoggedEvent[]> {
    const stored = (await this.#journal.latest(limit)).map(parse);
    return merge(stored, this.#pipeline.unwritten).slice(-limit);
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
