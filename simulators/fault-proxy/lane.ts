/** One direction of a link: messages leave in order, each no sooner than its delay asks. */
import type { Cancel, Clock } from "../../src/base/clock.ts";

export class Lane {
  readonly #clock: Clock;
  readonly #timers = new Set<Cancel>();
  /** A message let wait for its successor. */
  #held: (() => void)[] = [];
  /** When the last message leaves, monotonic. */
  #last = 0;
  /** Until when each controller works, monotonic. */
  readonly #busy = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `deliver` when the message is due. */
  send(
    deliver: () => void,
    { delayMs, serviceMs, reorder }: { delayMs: number; serviceMs: number; reorder: boolean },
    target = 0,
  ): void {
    if (reorder) {
      this.#held.push(deliver);
      return;
    }
    const now = this.#clock.monotonic();
    const served = serviceMs === 0 ? now : Math.max(now, this.#busy.get(target) ?? 0) + serviceMs;
    if (serviceMs > 0) this.#busy.set(target, served);
    // Controllers work side by side, but a link does not let one message overtake another.
    const due = serviceMs > 0 ? served + delayMs : Math.max(now + delayMs, this.#last);
    if (serviceMs === 0) this.#last = due;
    const held = this.#held;
    this.#held = [];
    const run = () => {
      deliver();
      for (const later of held) later();
    };
    if (due <= now) {
      run();
      return;
    }
    const cancel = this.#clock.after(due - now, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }

  /** Forgets everything on its way. */
  clear(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#held = [];
    this.#busy.clear();
  }
}
