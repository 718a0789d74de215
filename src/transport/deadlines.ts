import type { Cancel, Clock } from "../base/clock.ts";

/** Many deadlines on one timer: what ends in time costs no timer of its own. */
export class Deadlines<T> {
  readonly #clock: Clock;
  readonly #onDue: (item: T) => void;
  readonly #due = new Map<T, number>();
  #armedAt = Number.POSITIVE_INFINITY;
  #cancel: Cancel = () => {};

  constructor(clock: Clock, onDue: (item: T) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** `at` in the clock's monotonic milliseconds, `now` as the caller has just read it. */
  add(item: T, at: number, now: number): void {
    this.#due.set(item, at);
    this.#arm(at, now);
  }

  delete(item: T): void {
    this.#due.delete(item);
  }

  clear(): void {
    this.#due.clear();
    this.#cancel();
    this.#armedAt = Number.POSITIVE_INFINITY;
  }

  #arm(at: number, now: number): void {
    if (at >= this.#armedAt) return;
    this.#cancel();
    this.#armedAt = at;
    this.#cancel = this.#clock.after(at - now, () => this.#fire());
  }

  #fire(): void {
    this.#armedAt = Number.POSITIVE_INFINITY;
    const now = this.#clock.monotonic();
    const due = [...this.#due].filter(([, at]) => at <= now);
    for (const [item] of due) if (this.#due.delete(item)) this.#onDue(item);
    let next = Number.POSITIVE_INFINITY;
    for (const at of this.#due.values()) next = Math.min(next, at);
    // A timer may come a fraction of a millisecond early.
    if (next < Number.POSITIVE_INFINITY) this.#arm(Math.max(next, now + 1), now);
  }
}
