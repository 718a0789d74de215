/** The only way this program learns or waits for time. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. May jump. */
  wall(): number;
  /** Monotonic milliseconds from an arbitrary origin. Never jumps back. */
  monotonic(): number;
  /** Calls back once after `ms`; the result cancels. A pending timer never keeps the process alive by itself. */
  after(ms: number, callback: () => void): Cancel;
}

export type Cancel = () => void;

/** The machine's own clock. */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, rejects with the signal's reason when aborted first. */
export function delay(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Calls `callback` every `ms` until cancelled; the next period starts when the callback has returned. */
export function every(clock: Clock, ms: number, callback: () => void): Cancel {
  let stopped = false;
  let cancel: Cancel = () => {};
  const arm = () => {
    cancel = clock.after(ms, () => {
      if (stopped) return;
      callback();
      if (!stopped) arm();
    });
  };
  arm();
  return () => {
    stopped = true;
    cancel();
  };
}

/** A clock that moves only when told: for tests and simulations. */
export class ManualClock implements Clock {
  #wall: number;
  #monotonic = 0;
  #timers: { at: number; order: number; callback: () => void }[] = [];
  #order = 0;

  constructor(wall = Date.UTC(2026, 0, 1)) {
    this.#wall = wall;
  }

  wall(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, callback: () => void): Cancel {
    const timer = { at: this.#monotonic + ms, order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((t) => t !== timer);
    };
  }

  /** Moves time on, firing due timers in order, letting promises settle between them. */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonic + ms;
    for (;;) {
      await settle();
      const due = this.#timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((t) => t !== due);
      this.#wall += due.at - this.#monotonic;
      this.#monotonic = Math.max(this.#monotonic, due.at);
      due.callback();
    }
    this.#wall += until - this.#monotonic;
    this.#monotonic = until;
    await settle();
  }

  /** Moves only the wall clock, as an administrator or NTP would. */
  jumpWall(ms: number): void {
    this.#wall += ms;
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
