import { type Clock, delay } from "../../base/clock.ts";
import { CancelledError, DeviceRefusedError, DeviceSilentError, messageOf, NotThereError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";

/** What devices do every day. */
const DAILY = [DeviceSilentError, NotThereError, DeviceRefusedError] as const;

/** Background work of one source: cancelled together, waited for together, its failures logged. */
export class Jobs {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #named = new Map<string, { again: boolean; done: Promise<void> }>();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Runs work in the background; never rejects. */
  run(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.stopped) return Promise.resolve();
    const job = work(this.signal)
      .catch((error: unknown) => this.#failed(name, error))
      .finally(() => this.#running.delete(job));
    this.#running.add(job);
    return job;
  }

  /** The same, but at most one of a name at a time: asked while it runs, it runs once more afterwards. */
  once(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const known = this.#named.get(name);
    if (known !== undefined) {
      known.again = true;
      return known.done;
    }
    const entry = { again: false, done: Promise.resolve() };
    this.#named.set(name, entry);
    entry.done = this.run(name, async (signal) => {
      try {
        do {
          entry.again = false;
          await work(signal);
        } while (entry.again && !signal.aborted);
      } finally {
        this.#named.delete(name);
      }
    });
    return entry.done;
  }

  /** Runs `work` again and again, `period()` milliseconds after it ended. A failure does not end it. */
  loop(name: string, period: () => number, work: (signal: AbortSignal) => Promise<void>): void {
    void this.run(name, async (signal) => {
      let told = "";
      while (!signal.aborted) {
        try {
          await work(signal);
          told = "";
        } catch (error) {
          // Once for each reason: it may go on for months.
          if (messageOf(error) !== told) this.#failed(name, error);
          told = messageOf(error);
        }
        if (!(await this.pause(period()))) return;
      }
    });
  }

  #failed(name: string, error: unknown): void {
    if (this.stopped) return;
    // Silence and absence have their own alarms, and a refusal is daily life.
    if (DAILY.some((kind) => error instanceof kind)) {
      this.#logger.debug({ job: name, reason: messageOf(error) }, "a job broke off");
    } else {
      this.#logger.warn({ job: name, reason: messageOf(error), error }, "a job failed");
    }
  }

  /** Waits; false when the jobs are stopped meanwhile. */
  async pause(ms: number): Promise<boolean> {
    try {
      await delay(this.#clock, ms, this.signal);
      return true;
    } catch (error) {
      if (this.stopped) return false;
      throw error;
    }
  }

  /** Cancels everything and waits until nothing is left. */
  async stop(): Promise<void> {
    this.#abort.abort(new CancelledError("the source's work"));
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}

/** Runs `work` for each item, at most `width` at a time. After the first failure none is begun any more. */
export async function forEachOf<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failed = false;
  const workers = Array.from({ length: Math.max(1, Math.min(width, items.length)) }, async () => {
    for (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  });
  await Promise.all(workers);
}
