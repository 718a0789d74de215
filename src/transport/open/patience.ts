import type { Clock } from "../../base/clock.ts";

/**
 * The longest that one turn of the event loop may be made of waiting and of what follows from it, milliseconds; less when
 * the event loop has something else to do.
 */
export const longestTurnMs = 10;
/** The longest that one answer is waited for, milliseconds. Controllers on real interfaces need more. */
const longestLookMs = 2;
/** With less than this left of a turn, the answer is awaited in the next one. */
const shortestLookMs = 1;
/** Linux wakes a sleeper up to this much late: prctl(2), PR_SET_TIMERSLACK. */
const timerSlackMs = 0.05;

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

  /** How long an answer may be waited for, milliseconds; 0 when the rest of this turn is not worth a try. */
  timeLeft(now: number): number {
    const left = this.#until - now;
    return left < shortestLookMs ? 0 : Math.min(longestLookMs, left - timerSlackMs);
  }

  found(): void {
    this.#score = Math.min(best, this.#score + 1);
    this.#retryMs = retry.firstMs;
  }

  missed(): void {
    // Waiting in vain costs more than waiting in luck gains.
    this.#score = Math.max(0, this.#score - 2);
    if (this.#score > 0) return;
    this.#retryAt = this.#clock.monotonic() + this.#retryMs;
    this.#retryMs = Math.min(retry.maxMs, this.#retryMs * 2);
  }
}
