import type { Clock } from "../base/clock.ts";

export interface RateLimits {
  /** Datagrams per second from one source, and how many at once. */
  readonly perSecond: number;
  readonly burst: number;
  /** Messages of one source that fail to prove who sent them, per second, and how many at once. */
  readonly failuresPerSecond: number;
  readonly failureBurst: number;
  /** Sources remembered; the one not heard of longest is forgotten first. */
  readonly sources: number;
}

export const defaultRateLimits: RateLimits = {
  perSecond: 5000,
  burst: 10_000,
  failuresPerSecond: 20,
  failureBurst: 100,
  sources: 1024,
};

interface Bucket {
  tokens: number;
  failures: number;
  at: number;
}

/** Token buckets per source address, in bounded memory. */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, limits: RateLimits = defaultRateLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Takes a datagram of this source into account; false when it is one too many. */
  admit(address: string): boolean {
    const bucket = this.#bucket(address);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /**
   * Takes a message into account whose sender did not prove who it is; false when there were too many: it is not
   * answered then. Proven messages are still served, since anybody can write a manager's address on a datagram.
   */
  failed(address: string): boolean {
    const bucket = this.#bucket(address);
    if (bucket.failures < 1) return false;
    bucket.failures--;
    return true;
  }

  /** Whether the source has used up its failures. */
  suspicious(address: string): boolean {
    return this.#bucket(address).failures < 1;
  }

  #bucket(address: string): Bucket {
    const { perSecond, burst, failuresPerSecond, failureBurst, sources } = this.#limits;
    const now = this.#clock.monotonic();
    const known = this.#buckets.get(address);
    if (known === undefined) {
      if (this.#buckets.size >= sources) this.#forgetOne();
      const fresh = { tokens: burst, failures: failureBurst, at: now };
      this.#buckets.set(address, fresh);
      return fresh;
    }
    const seconds = (now - known.at) / 1000;
    if (seconds > 0) {
      known.tokens = Math.min(burst, known.tokens + seconds * perSecond);
      known.failures = Math.min(failureBurst, known.failures + seconds * failuresPerSecond);
      known.at = now;
    }
    return known;
  }

  #forgetOne(): void {
    let oldest: string | undefined;
    let at = Number.POSITIVE_INFINITY;
    for (const [address, bucket] of this.#buckets) {
      if (bucket.at < at) {
        at = bucket.at;
        oldest = address;
      }
    }
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
