import type { Cancel, Clock } from "../base/clock.ts";
import { SmallList } from "./small-list.ts";

/** Many deadlines on one timer: what ends in time costs no timer of its own. */
export class Deadlines<T extends { /** In the clock's monotonic milliseconds. */ readonly deadline: number }> {
  readonly #clock: Clock;
  readonly #onDue: (item: T) => void;
  readonly #items = new SmallList<T>();
  #armedAt = Number.POSITIVE_INFINITY;
  #cancel: Cancel = () => {};

  constructor(clock: Clock, onDue: (item: T) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** `now` as the caller has just read it from the clock. */
  add(item: T, now: number): void {
    this.#items.add(item);
    this.#arm(item.deadline, now);
  }

  /** False when it was not there, or its time was up. */
  delete(item: T): boolean {
    return this.#items.remove(item);
  }

  clear(): void {
    this.#items.clear();
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
    for (const item of this.#items.items().filter(({ deadline }) => deadline <= now)) {
      if (this.delete(item)) this.#onDue(item);
    }
    const next = this.#items
      .items()
      .reduce((earliest, { deadline }) => Math.min(earliest, deadline), Number.POSITIVE_INFINITY);
    // A timer may come a fraction of a millisecond early.
    if (next < Number.POSITIVE_INFINITY) this.#arm(Math.max(next, now + 1), now);
  }
}
