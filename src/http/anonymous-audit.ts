import type { Clock } from "../base/clock.ts";

const WINDOW_MS = 60_000;
const MOST_IN_WINDOW = 60;

/**
 * How many requests that were refused to nobody in particular go on record: the audit log is bounded, and whoever can
 * reach the listener must not be able to push out of it what others did.
 */
export class AnonymousAudit {
  readonly #clock: Clock;
  #since = Number.NEGATIVE_INFINITY;
  #recorded = 0;
  #leftOut = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many were left out before the one to be recorded now; null when it is to be left out as well. */
  next(): number | null {
    const now = this.#clock.monotonic();
    if (now - this.#since >= WINDOW_MS) {
      this.#since = now;
      this.#recorded = 0;
    }
    if (this.#recorded >= MOST_IN_WINDOW) {
      this.#leftOut++;
      return null;
    }
    this.#recorded++;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }
}
