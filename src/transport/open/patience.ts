import type { Clock } from "../../base/clock.ts";

/** Waiting begins in so many milliseconds of a turn of the event loop; in fewer when that has something else to do. */
const longestTurnMs = 10;
/**
 * How long an answer is waited for, milliseconds. More than Linux's tick takes on servers (4 ms): for a shorter wait the
 * kernel programs the processor's timer each time, which costs more than all that is done here.
 */
export const lookMs = 5;
/** A controller whose answers take longer than this, milliseconds, is not worth waiting for. Real interfaces need more. */
const quickMs = 2;

/** Two misses in a row may be an accident of a busy machine, four are none. */
const best = 8;
const retry = { firstMs: 5, maxMs: 60_000 } as const;

/**
 * Whether waiting for an answer on the spot pays, and how long it may last. It does with a controller that has lately
 * answered within the bound; one that has not is tried again now and then.
 */
export class Patience {
  readonly #clock: Pick<Clock, "monotonic">;
  #score = 0;
  #retryAt = Number.NEGATIVE_INFINITY;
  #retryMs: number = retry.firstMs;
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** Whether the answer to a request sent now is worth waiting for. */
  worthwhile(now: number): boolean {
    return this.#score > 0 || now >= this.#retryAt;
  }

  /** A turn begins: from now on its time runs, whatever it is used for. */
  openTurn(now: number): void {
    this.#until = now + longestTurnMs;
  }

  /** Nothing may be waited for until the next turn begins. */
  closeTurn(): void {
    this.#until = Number.NEGATIVE_INFINITY;
  }

  /** Whether an answer may be waited for, for `lookMs`. */
  mayLook(now: number): boolean {
    return now < this.#until;
  }

  /** An answer was waited for. */
  found(ms: number): void {
    if (ms > quickMs) {
      this.missed();
      return;
    }
    this.#score = Math.min(best, this.#score + 1);
    this.#retryMs = retry.firstMs;
  }

  /** An answer was waited for in vain, or too long. */
  missed(): void {
    // Waiting in vain costs more than waiting in luck gains.
    this.#score = Math.max(0, this.#score - 2);
    if (this.#score > 0) return;
    this.#retryAt = this.#clock.monotonic() + this.#retryMs;
    this.#retryMs = Math.min(retry.maxMs, this.#retryMs * 2);
  }
}
