import type { Cancel } from "../base/clock.ts";
import type { AgentError } from "../base/errors.ts";
import { Lane, type RawRequest, type RawResponse, type RequestOptions } from "../ipmi/connection.ts";
import type { Backoff } from "./backoff.ts";
import type { Waiting } from "./lanes.ts";

const defaultTimeoutMs = 5000;

/** A request and who asked. */
export class Entry implements Waiting {
  readonly request: RawRequest;
  readonly lane: Lane;
  readonly since: number;
  readonly timeoutMs: number;
  readonly deadline: number;
  /** Target of a bridged request as a map key, else undefined. */
  readonly targetKey: string | undefined;
  #promise: Promise<RawResponse> | undefined;
  #resolve: ((response: RawResponse) => void) | undefined;
  #reject: ((error: AgentError) => void) | undefined;
  settled = false;
  /** Whether it was handed to the transport, be it once. */
  sent = false;
  retry: Backoff | undefined;
  cancelRetry: Cancel | undefined;
  lastBusy: RawResponse | undefined;
  stopWatching: Cancel | undefined;

  constructor(
    request: RawRequest,
    { lane = Lane.demand, timeoutMs = defaultTimeoutMs }: RequestOptions,
    targetKey: string | undefined,
    now: number,
  ) {
    this.request = request;
    this.lane = lane;
    this.since = now;
    this.timeoutMs = timeoutMs;
    this.deadline = now + timeoutMs;
    this.targetKey = targetKey;
  }

  /** What the caller gets. Made when it is asked for: one that is settled by then costs less. */
  get promise(): Promise<RawResponse> {
    this.#promise ??= new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    return this.#promise;
  }

  resolve(response: RawResponse): void {
    if (this.#resolve === undefined) this.#promise = Promise.resolve(response);
    else this.#resolve(response);
  }

  reject(error: AgentError): void {
    if (this.#reject === undefined) this.#promise = Promise.reject(error);
    else this.#reject(error);
  }
}
