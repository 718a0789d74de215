import type { Clock } from "../base/clock.ts";
import { type AgentError, CancelledError, DeviceSilentError, NotThereError } from "../base/errors.ts";
import type { RawRequest, RawResponse, RequestOptions, Target } from "../ipmi/connection.ts";
import { Backoff, type BackoffRange } from "./backoff.ts";
import { Breaker, type BreakerLimits } from "./breaker.ts";
import { Cancellations } from "./cancellations.ts";
import { Deadlines } from "./deadlines.ts";
import { Entry } from "./entry.ts";
import { defaultAgeingMs, LaneQueue } from "./lanes.ts";
import type { Exchange, Outcome } from "./outcome.ts";
import { SmallList } from "./small-list.ts";

export interface SchedulerLimits {
  /** Requests on the wire at once, bridged ones included. */
  readonly outstanding: number;
  /** Bridged requests on the wire at once. */
  readonly outstandingBridged: number;
  /** Bridged requests for one target that the transport takes at once; more than one only where it queues them itself. */
  readonly outstandingPerTarget: number;
  /** Requests that may wait. */
  readonly capacity: number;
  /** By lane, milliseconds. */
  readonly ageingMs: readonly number[];
  /** Waits between repetitions of a request the device was too busy for. */
  readonly busyRetry: BackoffRange;
}

export const defaultSchedulerLimits: SchedulerLimits = {
  outstanding: 1,
  outstandingBridged: 1,
  outstandingPerTarget: 1,
  capacity: 1024,
  ageingMs: defaultAgeingMs,
  busyRetry: { firstMs: 20, maxMs: 1000 },
};

interface SchedulerOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: SchedulerLimits;
  readonly breaker: BreakerLimits;
  readonly exchange: Exchange;
  /** The controller fell silent (true) or answers again (false). */
  readonly onSilence: (silent: boolean) => void;
}

const nodeBusy = 0xc0;
/** More targets than addresses on two full buses; beyond that the longest known is forgotten. */
const maxTargetBreakers = 256;
const getDeviceId: RawRequest = { netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array(0) };

/**
 * The one queue of a controller: lanes, deadlines, cancellation, retries of Node Busy, and a circuit breaker for the
 * controller and for each bridged target.
 *
 * Only completion code C0h is repeated: it alone says that nothing was done (IPMI 2.0 table 5-2). C3h and a missing
 * answer leave open whether the command ran, D5h does not pass by waiting; those go to the caller.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #queue: LaneQueue<Entry>;
  readonly #breaker: Breaker;
  readonly #targetBreakers = new Map<string, Breaker>();
  /** Requests on the wire by target. */
  readonly #busyTargets = new Map<string, number>();
  /** On the wire. */
  readonly #carried = new SmallList<Entry>();
  readonly #cancellations = new Cancellations();
  /** Requests waiting for their next repetition. */
  readonly #resting = new Set<Entry>();
  readonly #deadlines: Deadlines<Entry>;
  readonly #mayGo = (entry: Entry) => this.#eligible(entry);
  #gate: "held" | "running" | "down" | "closed" = "held";
  #bridgedOnWire = 0;
  #dispatching = false;
  #silence: string | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#queue = new LaneQueue(options.limits.ageingMs);
    // The caller's deadline does not end the attempt on the wire: its late answer still proves that the device lives.
    this.#deadlines = new Deadlines(options.clock, (entry) => {
      this.#queue.remove(entry);
      if (entry.lastBusy !== undefined) this.#resolve(entry, entry.lastBusy);
      else this.#reject(entry, entry.sent ? this.#timeoutError(entry) : this.#notSentError(entry));
    });
    this.#breaker = new Breaker({
      clock: options.clock,
      random: options.random,
      limits: options.breaker,
      probe: () =>
        new Promise((resolve) => {
          options.exchange(getDeviceId, options.clock.monotonic(), ({ kind }) => resolve(kind === "response"));
        }),
      onChange: (open) => {
        if (open) this.#rejectWaiting(() => true, this.#breakerError.bind(this));
        options.onSilence(open);
        this.#dispatch();
      },
    });
  }

  /** True while the controller counts as silent. */
  get silent(): boolean {
    return this.#breaker.open;
  }

  /** Why the controller counts as silent; what the way to it told, where that told anything. */
  get silenceReason(): string | undefined {
    if (!this.silent) return undefined;
    return this.#silence ?? `${this.#options.breaker.threshold} requests in a row got no answer`;
  }

  submit(request: RawRequest, options: RequestOptions = {}): Promise<RawResponse> {
    const targetKey = request.target === undefined ? undefined : keyOf(request.target);
    const refusal = this.#refusal(request, targetKey, options.signal);
    if (refusal !== undefined) return Promise.reject(refusal);
    return this.#accept(request, targetKey, options);
  }

  /** The way is open: requests flow and every breaker starts afresh. */
  resume(): void {
    if (this.#gate === "closed") return;
    this.#gate = "running";
    this.#targetBreakers.clear();
    this.#breaker.reset();
    this.#dispatch();
  }

  /** The way is broken: whatever waits rejects with E_LINK_DOWN, and so does whatever comes until `resume`. */
  suspend(): void {
    if (this.#gate === "closed") return;
    this.#gate = "down";
    this.#rejectWaiting(() => true, this.#linkError.bind(this));
  }

  close(): void {
    this.#gate = "closed";
    this.#breaker.stop();
    this.#rejectWaiting(() => true, this.#linkError.bind(this));
    for (const entry of this.#carried.items()) this.#reject(entry, this.#linkError(entry.request));
    this.#deadlines.clear();
  }

  #refusal(request: RawRequest, targetKey: string | undefined, signal?: AbortSignal): AgentError | undefined {
    if (signal?.aborted) return new CancelledError(this.#describe(request));
    if (this.#gate === "down" || this.#gate === "closed") return this.#linkError(request);
    if (!this.#breaker.admits()) return this.#breakerError(request);
    if (this.#queue.size + this.#resting.size >= this.#options.limits.capacity) {
      return new DeviceSilentError("E_QUEUE_FULL", `too many requests wait for ${this.#options.name}`, {
        controller: this.#options.name,
        waiting: this.#queue.size + this.#resting.size,
      });
    }
    if (targetKey !== undefined && this.#targetBreakers.get(targetKey)?.admits() === false) {
      return this.#breakerError(request);
    }
    return undefined;
  }

  #accept(request: RawRequest, targetKey: string | undefined, options: RequestOptions): Promise<RawResponse> {
    const now = this.#options.clock.monotonic();
    const entry = new Entry(request, options, targetKey, now);
    if (options.signal !== undefined) {
      entry.stopWatching = this.#cancellations.add(options.signal, () => {
        this.#queue.remove(entry);
        this.#reject(entry, new CancelledError(this.#describe(request)));
      });
    }
    // Most find nobody before them.
    if (this.#queue.size === 0 && this.#mayCarry() && this.#eligible(entry)) this.#carry(entry, now);
    else {
      this.#queue.push(entry);
      this.#dispatch();
    }
    if (!entry.settled) this.#deadlines.add(entry, now);
    return entry.promise;
  }

  #dispatch(): void {
    // What is sent may be answered before sending returns: the loop that sent it sees to what comes of that.
    if (this.#dispatching) return;
    this.#dispatching = true;
    while (this.#queue.size > 0 && this.#mayCarry()) {
      const now = this.#options.clock.monotonic();
      const entry = this.#queue.take(now, this.#mayGo);
      if (entry === undefined) break;
      this.#carry(entry, now);
    }
    this.#dispatching = false;
  }

  #mayCarry(): boolean {
    if (this.#gate !== "running" || this.#breaker.open) return false;
    return this.#carried.size < this.#options.limits.outstanding;
  }

  #eligible(entry: Entry): boolean {
    if (entry.targetKey === undefined) return true;
    const { outstandingBridged, outstandingPerTarget } = this.#options.limits;
    if (this.#bridgedOnWire >= outstandingBridged) return false;
    return (this.#busyTargets.get(entry.targetKey) ?? 0) < outstandingPerTarget;
  }

  #carry(entry: Entry, now: number): void {
    entry.sent = true;
    this.#carried.add(entry);
    if (entry.targetKey !== undefined) this.#count(entry.targetKey, 1);
    this.#options.exchange(entry.request, now, (outcome) => this.#end(entry, outcome));
  }

  #end(entry: Entry, outcome: Outcome): void {
    const { targetKey } = entry;
    this.#carried.remove(entry);
    if (targetKey !== undefined) this.#count(targetKey, -1);
    this.#settle(entry, outcome);
    this.#noteLife(outcome, targetKey);
    this.#dispatch();
  }

  #resolve(entry: Entry, response: RawResponse): void {
    if (this.#finish(entry)) entry.resolve(response);
  }

  #reject(entry: Entry, error: AgentError): void {
    if (this.#finish(entry)) entry.reject(error);
  }

  /** False when the caller has its answer already. */
  #finish(entry: Entry): boolean {
    if (entry.settled) return false;
    entry.settled = true;
    this.#deadlines.delete(entry);
    entry.stopWatching?.();
    if (entry.cancelRetry !== undefined) {
      entry.cancelRetry();
      this.#resting.delete(entry);
    }
    return true;
  }

  #count(targetKey: string, change: 1 | -1): void {
    const outstanding = (this.#busyTargets.get(targetKey) ?? 0) + change;
    this.#bridgedOnWire += change;
    if (outstanding === 0) this.#busyTargets.delete(targetKey);
    else this.#busyTargets.set(targetKey, outstanding);
  }

  #settle(entry: Entry, outcome: Outcome): void {
    switch (outcome.kind) {
      case "response":
        if (outcome.response.completionCode === nodeBusy && this.#rest(entry, outcome.response)) return;
        this.#resolve(entry, outcome.response);
        break;
      case "busBusy":
        if (!this.#rest(entry, undefined)) this.#reject(entry, this.#linkError(entry.request));
        break;
      case "again":
        if (this.#breaker.open) this.#reject(entry, this.#breakerError(entry.request));
        else if (this.#gate !== "running") this.#reject(entry, this.#linkError(entry.request));
        // Before the younger ones, without a rest: it has done nothing wrong.
        else if (!entry.settled) this.#queue.putBack(entry);
        break;
      case "absent":
        this.#reject(entry, this.#absentError(entry.request));
        break;
      case "silent":
        this.#reject(entry, this.#timeoutError(entry, outcome));
        break;
      case "lost":
        this.#reject(entry, this.#linkError(entry.request));
        break;
    }
  }

  /** Lets a request rest before its next repetition; false when its deadline leaves no room for one. */
  #rest(entry: Entry, busy: RawResponse | undefined): boolean {
    const { clock, random, limits } = this.#options;
    if (entry.settled || this.#gate !== "running") return false;
    entry.retry ??= new Backoff(limits.busyRetry, random);
    entry.lastBusy = busy ?? entry.lastBusy;
    const wait = entry.retry.next();
    if (clock.monotonic() + wait >= entry.deadline) return false;
    this.#resting.add(entry);
    entry.cancelRetry = clock.after(wait, () => {
      this.#resting.delete(entry);
      this.#queue.putBack(entry);
      this.#dispatch();
    });
    return true;
  }

  #noteLife(outcome: Outcome, targetKey: string | undefined): void {
    if (outcome.kind === "lost" || outcome.kind === "again" || this.#gate !== "running") return;
    if (outcome.kind === "silent" && outcome.who === "controller") {
      this.#silence = outcome.reason;
      this.#breaker.failure();
      return;
    }
    this.#breaker.success();
    if (targetKey === undefined) return;
    if (outcome.kind === "silent") this.#targetBreaker(targetKey).failure();
    else this.#targetBreakers.get(targetKey)?.success();
  }

  #targetBreaker(key: string): Breaker {
    const known = this.#targetBreakers.get(key);
    if (known !== undefined) return known;
    const oldest = this.#targetBreakers.keys().next();
    if (this.#targetBreakers.size >= maxTargetBreakers && !oldest.done) this.#targetBreakers.delete(oldest.value);
    const breaker = new Breaker({
      clock: this.#options.clock,
      random: this.#options.random,
      limits: this.#options.breaker,
      onChange: (open) => {
        if (open) this.#rejectWaiting((entry) => entry.targetKey === key, this.#breakerError.bind(this));
      },
    });
    this.#targetBreakers.set(key, breaker);
    return breaker;
  }

  #rejectWaiting(matches: (entry: Entry) => boolean, error: (request: RawRequest) => AgentError): void {
    const resting = [...this.#resting].filter(matches);
    for (const entry of [...this.#queue.removeAll(matches), ...resting]) this.#reject(entry, error(entry.request));
  }

  #timeoutError(entry: Entry, outcome?: Extract<Outcome, { kind: "silent" }>): AgentError {
    const why = outcome?.reason === undefined ? "" : `: ${outcome.reason}`;
    return new DeviceSilentError("E_TIMEOUT", `${this.#describe(entry.request)} got no answer${why}`, {
      ...this.#facts(entry.request),
      timeoutMs: entry.timeoutMs,
      ...(outcome && { silent: outcome.who }),
    });
  }

  #notSentError({ request, timeoutMs }: Entry): AgentError {
    const text = `${this.#describe(request)} was never sent: its time was up while it waited for its turn`;
    return new DeviceSilentError("E_NOT_SENT", text, { ...this.#facts(request), timeoutMs });
  }

  #linkError(request: RawRequest): AgentError {
    const why = this.#gate === "closed" ? "the connection is closed" : "the way to it is broken";
    return new DeviceSilentError("E_LINK_DOWN", `${this.#describe(request)}: ${why}`, this.#facts(request));
  }

  #breakerError(request: RawRequest): AgentError {
    return new DeviceSilentError(
      "E_BREAKER_OPEN",
      `${this.#describe(request)} was not sent: no answers for some time`,
      this.#facts(request),
    );
  }

  #absentError(request: RawRequest): AgentError {
    return new NotThereError("E_NO_DEVICE", `${this.#describe(request)}: nobody is there`, this.#facts(request));
  }

  #describe(request: RawRequest): string {
    const target = request.target === undefined ? "" : ` for ${keyOf(request.target)}`;
    return `${this.#options.name}: request ${hex(request.netFn)}/${hex(request.cmd)}${target}`;
  }

  #facts(request: RawRequest): Record<string, unknown> {
    const { netFn, lun, cmd, target } = request;
    return { controller: this.#options.name, netFn, lun, cmd, ...(target && { target }) };
  }
}

function keyOf(target: Target): string {
  return `${hex(target.address)} on channel ${target.channel}`;
}

function hex(byte: number): string {
  return `${byte.toString(16).toUpperCase().padStart(2, "0")}h`;
}
