import type { Cancel, Clock } from "../base/clock.ts";
import { Backoff, type BackoffRange } from "./backoff.ts";

export interface BreakerLimits {
  /** Consecutive silences that open it. */
  readonly threshold: number;
  /** Wait before the first probe, milliseconds; quick, because most silences are short. */
  readonly firstProbeMs: number;
  /** Waits after that. */
  readonly probe: BackoffRange;
}

export const defaultBreakerLimits: BreakerLimits = {
  threshold: 3,
  firstProbeMs: 1000,
  probe: { firstMs: 5000, maxMs: 60_000 },
};

interface BreakerOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: BreakerLimits;
  /** Asks the device for a sign of life. Without it the breaker lets one ordinary request through per wait. */
  readonly probe?: () => Promise<boolean>;
  readonly onChange?: (open: boolean) => void;
}

/** Stops asking a device that does not answer, and finds out by itself when it answers again. */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #backoff: Backoff;
  #failures = 0;
  #open = false;
  #trialAt = 0;
  #cancelProbe: Cancel = () => {};

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.limits.probe, options.random);
  }

  get open(): boolean {
    return this.#open;
  }

  /** Whether a request may be sent now. While open and unprobed, true once per wait: that request is the trial. */
  admits(): boolean {
    if (!this.#open) return true;
    if (this.#options.probe !== undefined) return false;
    const now = this.#options.clock.monotonic();
    if (now < this.#trialAt) return false;
    this.#trialAt = now + this.#backoff.next();
    return true;
  }

  /** The device answered. */
  success(): void {
    this.#failures = 0;
    if (!this.#open) return;
    this.#open = false;
    this.#cancelProbe();
    this.#backoff.reset();
    this.#options.onChange?.(false);
  }

  /** The device did not answer. */
  failure(): void {
    if (this.#open) return;
    this.#failures += 1;
    if (this.#failures < this.#options.limits.threshold) return;
    this.#open = true;
    const wait = this.#options.limits.firstProbeMs;
    this.#trialAt = this.#options.clock.monotonic() + wait;
    if (this.#options.probe !== undefined) this.#scheduleProbe(wait, this.#options.probe);
    this.#options.onChange?.(true);
  }

  /** Forgets everything, closed; for a fresh link. */
  reset(): void {
    this.success();
  }

  /** Ends probing for good. */
  stop(): void {
    this.#cancelProbe();
  }

  #scheduleProbe(wait: number, probe: () => Promise<boolean>): void {
    let cancelled = false;
    const cancelTimer = this.#options.clock.after(wait, async () => {
      const answered = await probe();
      if (cancelled) return;
      if (answered) this.success();
      else this.#scheduleProbe(this.#backoff.next(), probe);
    });
    this.#cancelProbe = () => {
      cancelled = true;
      cancelTimer();
    };
  }
}
