import type { Clock } from "../base/clock.ts";

export interface LockoutOptions {
  readonly clock: Clock;
  /** Failures in a row that lock an account, default 5. */
  readonly threshold?: number;
  /** How long an account stays locked, and how long failures are remembered, milliseconds; default 300 s. */
  readonly durationMs?: number;
}

/** How long a source is known by a login that was right. */
const knownMs = 7 * 24 * 3_600_000;

interface Failures {
  readonly count: number;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/** A source that knew the password; its failures go with it, so that forgetting it unlocks nothing. */
interface KnownSource {
  readonly until: number;
  readonly failures?: Failures;
}

/**
 * Locks an account for a while after too many wrong passwords in a row, wherever they come from. A source that knew the
 * password before has a count and a lock of its own: nobody elsewhere can keep it out by guessing. Forgotten at restart.
 */
export class AccountLockout {
  readonly threshold: number;
  readonly durationMs: number;
  readonly #clock: Clock;
  /** By account, of all sources that are not known. */
  readonly #failures = new BoundedMap<Failures>(1000);
  readonly #known = new BoundedMap<KnownSource>(1000);

  constructor({ clock, threshold = 5, durationMs = 300_000 }: LockoutOptions) {
    this.#clock = clock;
    this.threshold = threshold;
    this.durationMs = durationMs;
  }

  /** Whether an account is locked for this source; without one, for all that are not known. */
  isLocked(name: string, source?: string): boolean {
    return this.#count(name, source) >= this.threshold;
  }

  /** Returns true when this failure locked the account for those that `isLocked` tells. */
  failed(name: string, source: string): boolean {
    const failures = { count: this.#count(name, source) + 1, at: this.#clock.monotonic() };
    const own = this.#knownSource(name, source);
    if (own === undefined) this.#failures.set(name, failures);
    else this.#known.set(keyOf(name, source), { ...own, failures });
    return failures.count === this.threshold;
  }

  /** The password was right: the count begins anew, and from now on the source is known. */
  succeeded(name: string, source: string): void {
    if (this.#knownSource(name, source) === undefined) this.#failures.delete(name);
    this.#known.set(keyOf(name, source), { until: this.#clock.monotonic() + knownMs });
  }

  /** Forgets everything about an account. */
  clear(name: string): void {
    this.#failures.delete(name);
    this.#known.deleteWhere((key) => JSON.parse(key)[0] === name);
  }

  #count(name: string, source: string | undefined): number {
    const own = source === undefined ? undefined : this.#knownSource(name, source);
    const failures = own === undefined ? this.#failures.get(name) : own.failures;
    return failures !== undefined && this.#clock.monotonic() - failures.at < this.durationMs ? failures.count : 0;
  }

  #knownSource(name: string, source: string): KnownSource | undefined {
    const known = this.#known.get(keyOf(name, source));
    return known !== undefined && known.until > this.#clock.monotonic() ? known : undefined;
  }
}

function keyOf(name: string, source: string): string {
  return JSON.stringify([name, sourceGroup(source)]);
}

const freeFailures = 10;
const forgetMs = 60_000;
const longestPauseMs = 60_000;

/** Slows a source down that keeps guessing, whatever accounts it tries: after ten failures 1 s, then doubling to 60 s. */
export class SourceBackOff {
  readonly #clock: Clock;
  readonly #failures = new BoundedMap<{ count: number; at: number }>(10_000);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until this source may try again; 0 when it may now. */
  pause(source: string): number {
    const entry = this.#failures.get(sourceGroup(source));
    if (entry === undefined || entry.count < freeFailures) return 0;
    const pause = Math.min(longestPauseMs, 1000 * 2 ** (entry.count - freeFailures));
    return Math.max(0, entry.at + pause - this.#clock.monotonic());
  }

  failed(source: string): void {
    const group = sourceGroup(source);
    const now = this.#clock.monotonic();
    const entry = this.#failures.get(group);
    const fresh = entry === undefined || now - entry.at >= forgetMs + longestPauseMs;
    this.#failures.set(group, { count: fresh ? 1 : Math.min(entry.count + 1, freeFailures + 10), at: now });
  }
}

/** An IPv6 host owns a whole /64, so it counts as one source; an IPv4 address counts alone. */
export function sourceGroup(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, "").replace(/%.*$/, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return `${[...left, ...zeros, ...right].slice(0, 4).join(":")}::/64`;
}

/** Forgets what was set longest ago when it is full. */
class BoundedMap<T> {
  readonly #map = new Map<string, T>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): T | undefined {
    return this.#map.get(key);
  }

  set(key: string, value: T): void {
    this.#map.delete(key);
    this.#map.set(key, value);
    const oldest = this.#map.keys().next();
    if (this.#map.size > this.#limit && !oldest.done) this.#map.delete(oldest.value);
  }

  delete(key: string): void {
    this.#map.delete(key);
  }

  deleteWhere(is: (key: string) => boolean): void {
    for (const key of [...this.#map.keys()]) if (is(key)) this.#map.delete(key);
  }
}
