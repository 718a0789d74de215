import type { Clock } from "./clock.ts";

/** A moment on the monotonic clock by which something must be done. */
export class Deadline {
  readonly #clock: Clock;
  /** Monotonic milliseconds. */
  readonly at: number;

  constructor(clock: Clock, at: number) {
    this.#clock = clock;
    this.at = at;
  }

  static in(clock: Clock, ms: number): Deadline {
    return new Deadline(clock, clock.monotonic() + ms);
  }

  /** Milliseconds left, never negative. */
  remaining(): number {
    return Math.max(0, this.at - this.#clock.monotonic());
  }

  get expired(): boolean {
    return this.remaining() === 0;
  }

  /** The earlier of this deadline and one `ms` from now. */
  orIn(ms: number): Deadline {
    return new Deadline(this.#clock, Math.min(this.at, this.#clock.monotonic() + ms));
  }
}
