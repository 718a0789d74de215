import type { Cancel, Clock } from "../base/clock.ts";
import { Emitter } from "../base/emitter.ts";
import { type AgentError, messageOf, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type {
  Capabilities,
  Connection,
  ConnectionState,
  RawRequest,
  RawResponse,
  RejectedFrames,
  RequestOptions,
} from "../ipmi/connection.ts";
import { type BreakerLimits, defaultBreakerLimits } from "./breaker.ts";
import type { Counters } from "./counters.ts";
import type { OnOutcome, Outcome } from "./outcome.ts";
import { defaultSchedulerLimits, Scheduler, type SchedulerLimits } from "./scheduler.ts";

/** What every transport needs from the composition root. */
export interface TransportOptions {
  /** The controller's name in the configuration. */
  readonly name: string;
  readonly clock: Clock;
  /** Should say which controller it is for. */
  readonly logger: Logger;
  /** Uniform in [0, 1), for jitter. */
  readonly random: () => number;
  /** IPMB address of the controller itself; requests for it on channel 0 are not bridged. Default 20h. */
  readonly ownAddress?: number | undefined;
  readonly scheduler?: Partial<SchedulerLimits> | undefined;
  readonly breaker?: Partial<BreakerLimits> | undefined;
}

/** Longest request data any of our transports carries: an IPMI message is at most 255 bytes with its headers. */
const maxRequestData = 240;

/** The part of a Connection that does not depend on how bytes travel. */
export abstract class BaseConnection implements Connection {
  readonly name: string;
  readonly kind: string;
  readonly capabilities: Capabilities;
  protected readonly logger: Logger;
  protected readonly counters: Counters<string>;
  readonly #ownAddress: number;
  readonly #scheduler: Scheduler;
  readonly #attention: Emitter<void>;
  readonly #stateChange: Emitter<ConnectionState>;
  #link: "connecting" | "up" | "down" | "closed" = "connecting";
  #reported: ConnectionState = "connecting";
  #downReason: string | undefined;

  constructor(
    kind: string,
    capabilities: Capabilities,
    options: TransportOptions,
    counters: Counters<string>,
    limits: Pick<SchedulerLimits, "outstandingBridged"> & Partial<SchedulerLimits>,
  ) {
    this.name = options.name;
    this.kind = kind;
    this.capabilities = capabilities;
    this.counters = counters;
    this.logger = options.logger.child({ transport: kind });
    this.#ownAddress = options.ownAddress ?? 0x20;
    this.#attention = new Emitter("attention", this.logger);
    this.#stateChange = new Emitter("state", this.logger);
    this.#scheduler = new Scheduler({
      name: options.name,
      clock: options.clock,
      random: options.random,
      limits: { ...defaultSchedulerLimits, ...limits, outstanding: capabilities.pipelining, ...options.scheduler },
      breaker: { ...defaultBreakerLimits, ...options.breaker },
      exchange: (request, now, onOutcome) => this.exchange(request, now, onOutcome),
      onSilence: (silent) => {
        this.logger.warn({ silent }, silent ? "the controller does not answer" : "the controller answers again");
        this.#report();
      },
    });
  }

  get state(): ConnectionState {
    if (this.#link !== "up") return this.#link;
    return this.#scheduler.silent ? "down" : "up";
  }

  get trouble(): string | undefined {
    return this.#downReason ?? this.#scheduler.silenceReason;
  }

  get rejectedFrames(): RejectedFrames {
    return this.counters.snapshot();
  }

  request(request: RawRequest, options?: RequestOptions): Promise<RawResponse> {
    const refusal = this.#refusal(request);
    if (refusal !== undefined) return Promise.reject(refusal);
    return this.#scheduler.submit(this.#own(request), options);
  }

  onAttention(listener: () => void): Cancel {
    return this.#attention.on(listener);
  }

  onStateChange(listener: (state: ConnectionState) => void): Cancel {
    return this.#stateChange.on(listener);
  }

  async close(): Promise<void> {
    if (this.#link !== "closed") {
      this.#link = "closed";
      this.#scheduler.close();
      this.#report();
    }
    await this.shutdown();
  }

  /** Carries one request; see `Exchange`. */
  protected abstract exchange(request: RawRequest, now: number, onOutcome: OnOutcome): void;

  /** Gives back everything the transport holds. May be called twice. */
  protected abstract shutdown(): Promise<void>;

  /** For exchanges that are promises. One that rejects is a defect: its request ends, and the agent does not. */
  protected callBack(outcome: Promise<Outcome>, onOutcome: OnOutcome): void {
    void outcome
      .catch((error: unknown): Outcome => {
        this.logger.error({ error: messageOf(error) }, "a defect ended a request");
        return { kind: "lost" };
      })
      .then(onOutcome);
  }

  protected get closed(): boolean {
    return this.#link === "closed";
  }

  protected linkUp(): void {
    if (this.#link === "closed") return;
    this.#link = "up";
    this.#downReason = undefined;
    this.#scheduler.resume();
    this.#report();
  }

  /** `reason`: what went wrong, in a few words for people, where that is known. */
  protected linkDown(reason?: string): void {
    if (this.#link === "closed") return;
    this.#downReason = reason;
    this.#link = "down";
    this.#scheduler.suspend();
    this.#report();
  }

  protected raiseAttention(): void {
    if (this.#link !== "closed") this.#attention.emit();
  }

  #report(): void {
    const state = this.state;
    if (state === this.#reported) return;
    this.#reported = state;
    this.#stateChange.emit(state);
  }

  #refusal({ netFn, lun, cmd, data, target }: RawRequest): AgentError | undefined {
    const wrong =
      !isByte(netFn) || netFn > 0x3e || netFn % 2 !== 0
        ? "network function"
        : !isByte(lun) || lun > 3
          ? "LUN"
          : !isByte(cmd)
            ? "command"
            : data.length > maxRequestData
              ? "data length"
              : target !== undefined && (!isByte(target.address) || target.address % 2 !== 0 || target.address === 0)
                ? "target address"
                : target !== undefined && (!isByte(target.channel) || target.channel > 0x0f)
                  ? "target channel"
                  : undefined;
    if (wrong !== undefined) {
      return new UsageError("E_BAD_REQUEST", `${this.name}: a request has an impossible ${wrong}`, {
        controller: this.name,
        netFn,
        lun,
        cmd,
        length: data.length,
        target,
      });
    }
    const unclaimed =
      lun !== 0 && !this.capabilities.lun
        ? "LUNs other than 0"
        : target !== undefined && !this.capabilities.bridging
          ? "bridging"
          : undefined;
    if (unclaimed === undefined) return undefined;
    return new UsageError("E_NOT_SUPPORTED", `${this.name}: transport ${this.kind} does not support ${unclaimed}`, {
      controller: this.name,
      kind: this.kind,
    });
  }

  /** A copy that later changes by the caller cannot reach, with a target that is the controller itself removed. */
  #own(request: RawRequest): RawRequest {
    const { netFn, lun, cmd, data, target } = request;
    const self = target !== undefined && target.channel === 0 && target.address === this.#ownAddress;
    // Nobody can change an empty one, and most are.
    return {
      netFn,
      lun,
      cmd,
      data: data.length === 0 ? data : data.slice(),
      target: self ? undefined : target && { ...target },
    };
  }
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xff;
}
