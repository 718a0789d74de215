/** Timers that end together with the simulator. */
import type { Cancel, Clock } from "../../src/base/clock.ts";

/** Node's timers hold no more: 24 days. */
const longest = 0x7fff_ffff;

export class Timers {
  readonly clock: Clock;
  readonly #pending = new Set<Cancel>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  after(ms: number, callback: () => void): Cancel {
    const cancel = this.clock.after(Math.min(ms, longest), () => {
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
