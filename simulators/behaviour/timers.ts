/** Timers that end together with the simulator. */
import type { Cancel, Clock } from "../../src/base/clock.ts";

export class Timers {
  readonly clock: Clock;
  readonly #pending = new Set<Cancel>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  after(ms: number, callback: () => void): Cancel {
    const cancel = this.clock.after(ms, () => {
      this.#pending.delete(cancel);
      callback();
    });
    this.#pending.add(cancel);
    return () => {
      this.#pending.delete(cancel);
      cancel();
    };
  }

  cancelAll(): void {
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }
}
