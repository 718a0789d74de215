import type { Clock } from "../../base/clock.ts";

/** The longest that the event loop may be blocked in one of its turns, milliseconds. */
export const longestLookMs = 0.5;
/** Linux wakes a sleeper up to this much late: prctl(2), PR_SET_TIMERSLACK. */
const timerSlackMs = 0.05;
/** With less than this left of a turn, the answer is awaited in the next one. */
const shortestLookMs = longestLookMs / 2;

const best = 4;
const retry = { firstMs: 25, maxMs: 60_000 } as const;

/**
 * Whether waiting for an answer on the spot pays, and how long it may last. It does with a controller that has lately
 * answered within the bound; one that has not is tried again now and then.
 */
export class Patience {
  readonly #clock: Pick<Clock, "monotonic">;
  #score = 0;
  #retryAt = Number.NEGATIVE_INFINITY;
  #retryMs: number = retry.firstMs;
  #leftMs = 0;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** Whether the answer to a request sent now is worth waiting for. */
  get worthwhile(): boolean {
    return this.#score > 0 || this.#clock.monotonic() >= this.#retryAt;
  }

  /** Whether this turn of the event loop has time left. */
  get timeLeft(): boolean {
    return this.#leftMs >= shortestLookMs;
  }

  /** A turn begins. */
  openTurn(): void {
    this.#leftMs = longestLookMs;
  }

  /** Nothing may be waited for until the next turn begins. */
  closeTurn(): void {
    this.#leftMs = 0;
  }

  /** Lets `block` wait, milliseconds at most, and charges the turn with what it took. */
  spend(block: (ms: number) => boolean): boolean {
    const started = this.#clock.monotonic();
    const readable = block(Math.max(0, this.#leftMs - timerSlackMs));
    this.#leftMs -= this.#clock.monotonic() - started;
    return readable;
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
