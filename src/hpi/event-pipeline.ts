import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { HpiEvent, LoggedEvent, SourceCursor } from "./event.ts";
import type { EventJournal } from "./ports.ts";

interface Pending {
  readonly event: HpiEvent;
  readonly cursor: SourceCursor | undefined;
  readonly durability: "normal" | "full";
  readonly done: (logged: LoggedEvent) => void;
}

export interface EventPipelineOptions {
  readonly journal: EventJournal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called in order for every event, once it is committed or, when the log fails, kept in memory. */
  readonly apply: (event: LoggedEvent) => void;
  /** The log became durable or stopped being so. */
  readonly onDurability: (durable: boolean, reason: string) => void;
  /** How long a commit may take before events go on without it, milliseconds. */
  readonly patienceMs?: number | undefined;
  /** Most events kept in memory while the log fails. */
  readonly memoryLimit?: number | undefined;
}

const RETRY_MS = 1000;

/**
 * Commit before notice: every event is written, with its source's cursor, in short group commits, and seen by others
 * only then. When the log fails or is slow, events go on from memory, marked volatile, and are written later.
 */
export class EventPipeline {
  readonly #options: EventPipelineOptions;
  readonly #patience: number;
  readonly #limit: number;
  #sequence: number;
  #pending: Pending[] = [];
  #running: Promise<void> | null = null;
  /** Events not on disk yet because the log failed. */
  #unwritten: { logged: LoggedEvent; cursor: SourceCursor | undefined }[] = [];
  #durable = true;
  #healing = false;
  #closed = false;
  #lost = 0;

  constructor(options: EventPipelineOptions) {
    this.#options = options;
    this.#patience = options.patienceMs ?? 250;
    this.#limit = options.memoryLimit ?? 10_000;
    this.#sequence = options.journal.lastSequence;
  }

  get epoch(): string {
    return this.#options.journal.epoch;
  }

  get lastSequence(): number {
    return this.#sequence;
  }

  get durable(): boolean {
    return this.#durable;
  }

  /** Events dropped because memory was full while the log failed. */
  get lost(): number {
    return this.#lost;
  }

  /** The volatile events, oldest first. */
  get unwritten(): readonly LoggedEvent[] {
    return this.#unwritten.map((u) => u.logged);
  }

  /** Resolves when the event was applied. Never rejects: an event is never refused. */
  emit(event: HpiEvent, cursor?: SourceCursor, durability: "normal" | "full" = "normal"): Promise<LoggedEvent> {
    return new Promise((done) => {
      this.#pending.push({ event: bounded(event), cursor, durability, done });
      this.#running ??= this.#run();
    });
  }

  /** Waits until everything emitted so far was applied. */
  async drain(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  close(): void {
    this.#closed = true;
  }

  async #run(): Promise<void> {
    try {
      // Lets the events of one turn share a commit.
      await Promise.resolve();
      while (this.#pending.length > 0) {
        const batch = this.#pending.splice(0, 1000);
        const logged = batch.map((p) => ({ ...p.event, epoch: this.epoch, sequence: ++this.#sequence }) as LoggedEvent);
        const written =
          this.#durable &&
          (await this.#write(
            logged,
            batch.map((p) => p.cursor),
            batch.some((p) => p.durability === "full") ? "full" : "normal",
          ));
        batch.forEach((p, i) => {
          const event = written ? logged[i]! : ({ ...logged[i]!, volatile: true } as LoggedEvent);
          if (!written) this.#keep(event, p.cursor);
          this.#options.apply(event);
          p.done(event);
        });
      }
    } finally {
      this.#running = null;
    }
  }

  async #write(
    events: readonly LoggedEvent[],
    cursors: readonly (SourceCursor | undefined)[],
    durability: "normal" | "full",
  ): Promise<boolean> {
    const { clock, journal } = this.#options;
    const append = journal.append(
      events.map((event, i) => ({ sequence: event.sequence, body: JSON.stringify(event), cursor: cursors[i] })),
      { durability },
    );
    const outcome = await new Promise<"written" | "slow" | Error>((resolve) => {
      const cancel = clock.after(this.#patience, () => resolve("slow"));
      append.then(
        () => {
          cancel();
          resolve("written");
        },
        (error: unknown) => {
          cancel();
          resolve(error instanceof Error ? error : new Error(messageOf(error)));
        },
      );
    });
    if (outcome === "written") return true;
    this.#fail(outcome === "slow" ? `a write took over ${this.#patience} ms` : outcome.message);
    // A slow write may still arrive; until it does the log is not asked again.
    if (outcome === "slow") {
      append.then(
        () => {
          this.#unwritten = this.#unwritten.filter((u) => !events.some((e) => e.sequence === u.logged.sequence));
          this.#heal();
        },
        () => this.#healLater(),
      );
    } else {
      this.#healLater();
    }
    return false;
  }

  #keep(event: LoggedEvent, cursor: SourceCursor | undefined): void {
    if (this.#unwritten.length >= this.#limit) {
      this.#unwritten.shift();
      this.#lost++;
    }
    this.#unwritten.push({ logged: event, cursor });
  }

  #fail(reason: string): void {
    if (!this.#durable) return;
    this.#durable = false;
    this.#options.logger.warn({ reason }, "the event log is not durable, events are kept in memory");
    this.#options.onDurability(false, reason);
  }

  #healLater(): void {
    this.#options.clock.after(RETRY_MS, () => this.#heal());
  }

  #heal(): void {
    if (this.#healing || this.#durable || this.#closed) return;
    this.#healing = true;
    // A write that was reported as failed, or never answered, may have arrived all the same.
    this.#unwritten = this.#unwritten.filter((u) => u.logged.sequence > this.#options.journal.lastSequence);
    const batch = this.#unwritten.slice(0, 1000);
    const entries = batch.map((u) => {
      const { volatile: _volatile, ...event } = u.logged;
      return { sequence: event.sequence, body: JSON.stringify(event), cursor: u.cursor };
    });
    this.#options.journal.append(entries).then(
      () => {
        this.#healing = false;
        const written = new Set(entries.map((e) => e.sequence));
        this.#unwritten = this.#unwritten.filter((u) => !written.has(u.logged.sequence));
        if (this.#unwritten.length > 0) return this.#heal();
        this.#durable = true;
        this.#options.logger.info({}, "the event log is durable again");
        this.#options.onDurability(true, "");
      },
      (error: unknown) => {
        this.#healing = false;
        this.#options.logger.debug({ reason: messageOf(error) }, "the event log still fails");
        this.#healLater();
      },
    );
  }
}

/** Longest text of an event, characters: what a device says must not grow the log without limit. */
const LONGEST_TEXT = 2048;

function bounded(event: HpiEvent): HpiEvent {
  const long = Object.entries(event).filter(([, value]) => typeof value === "string" && value.length > LONGEST_TEXT);
  if (long.length === 0) return event;
  return { ...event, ...Object.fromEntries(long.map(([key, value]) => [key, `${value.slice(0, LONGEST_TEXT - 1)}…`])) };
}
