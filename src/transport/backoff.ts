/** A growing wait: the first and the longest, milliseconds. */
export interface BackoffRange {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Doubling waits with a quarter of jitter either way, so that many controllers do not retry in step. */
export class Backoff {
  readonly #range: BackoffRange;
  readonly #random: () => number;
  #attempt = 0;

  constructor(range: BackoffRange, random: () => number) {
    this.#range = range;
    this.#random = random;
  }

  /** The next wait in milliseconds. */
  next(): number {
    const plain = Math.min(this.#range.maxMs, this.#range.firstMs * 2 ** this.#attempt);
    if (plain < this.#range.maxMs) this.#attempt += 1;
    return plain * (0.75 + this.#random() * 0.5);
  }

  reset(): void {
    this.#attempt = 0;
  }
}
