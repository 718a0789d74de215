/** A controller made of functions, for tests of everything above a connection. */
import type { Cancel } from "../base/clock.ts";
import { CancelledError, DeviceSilentError, UsageError } from "../base/errors.ts";
import type { Command, RequestOf, ResponseOf } from "./command.ts";
import type {
  Capabilities,
  Connection,
  ConnectionState,
  RawRequest,
  RawResponse,
  RejectedFrames,
  RequestOptions,
  Target,
} from "./connection.ts";
import { NetFn } from "./net-fn.ts";
import { CompletionCode } from "./tables/completion-codes.ts";

/** Answers a request; a number stands for a bare completion code. Throwing rejects the request. */
export type FakeHandler = (request: RawRequest) => RawResponse | number | Promise<RawResponse | number>;

/** A response, or a completion code other than 00h. */
export type Answer<Response> = Response | number;

const defaultCapabilities: Capabilities = {
  events: true,
  pipelining: 1,
  bridging: true,
  lun: true,
  maxResponse: { direct: 255, bridged: 32 },
};

/** Requests go to the answer given for their command, else to the handler, else get C1h. All are kept in `requests`. */
export class FakeConnection implements Connection {
  readonly name: string;
  readonly kind = "fake";
  readonly capabilities: Capabilities;
  readonly rejectedFrames: RejectedFrames = {};
  /** Every request made so far, oldest first. */
  readonly requests: RawRequest[] = [];
  #state: ConnectionState = "up";
  readonly #handler: FakeHandler;
  readonly #answers = new Map<string, FakeHandler>();
  readonly #attention = new Set<() => void>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #pending = new Set<(error: Error) => void>();

  constructor(
    options: {
      readonly name?: string;
      readonly capabilities?: Partial<Capabilities>;
      readonly handler?: FakeHandler;
    } = {},
  ) {
    this.name = options.name ?? "fake";
    this.capabilities = { ...defaultCapabilities, ...options.capabilities };
    this.#handler = options.handler ?? (() => CompletionCode.invalidCommand);
  }

  /** Answers a command, for one target, in its own terms; a number is a completion code. A later answer replaces an earlier one. */
  answer<C extends Command<unknown, unknown>, const R extends Answer<ResponseOf<C>>>(
    command: C,
    answer: (request: RequestOf<C>, raw: RawRequest) => R | Promise<R>,
    target?: Target,
  ): this {
    const prefix = command.group === undefined ? [] : [command.group];
    this.#answers.set(keyOf(command.netFn, command.cmd, command.group, target), async (raw) => {
      const request = command.request.decode(raw.data.subarray(prefix.length)) as RequestOf<C>;
      const response = await answer(request, raw);
      if (typeof response === "number") return response;
      return { completionCode: 0, data: Uint8Array.of(...prefix, ...command.response.encode(response)) };
    });
    return this;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  async request(request: RawRequest, options: RequestOptions = {}): Promise<RawResponse> {
    this.requests.push(request);
    if (options.signal?.aborted) throw new CancelledError("request");
    if (this.#state !== "up") throw new DeviceSilentError("E_LINK_DOWN", `${this.name} is ${this.#state}`);
    const { lun, bridging } = this.capabilities;
    if ((request.lun !== 0 && !lun) || (request.target !== undefined && !bridging)) {
      throw new UsageError("E_NOT_SUPPORTED", `${this.name} does not support this logical unit or target`);
    }
    const answered = await this.#unlessEnded(this.#answerTo(request), options.signal);
    return typeof answered === "number" ? { completionCode: answered, data: new Uint8Array() } : answered;
  }

  onAttention(listener: () => void): Cancel {
    const entry = () => listener();
    this.#attention.add(entry);
    return () => this.#attention.delete(entry);
  }

  onStateChange(listener: (state: ConnectionState) => void): Cancel {
    const entry = (state: ConnectionState) => listener(state);
    this.#stateListeners.add(entry);
    return () => this.#stateListeners.delete(entry);
  }

  /** The controller has something to fetch. Does nothing when `capabilities.events` is false. */
  raiseAttention(): void {
    if (!this.capabilities.events) return;
    for (const listener of [...this.#attention]) listener();
  }

  setState(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    if (state !== "up") {
      const error = new DeviceSilentError("E_LINK_DOWN", `${this.name} is ${state}`);
      for (const reject of [...this.#pending]) reject(error);
    }
    for (const listener of [...this.#stateListeners]) listener(state);
  }

  async close(): Promise<void> {
    this.setState("closed");
  }

  async #answerTo(request: RawRequest): Promise<RawResponse | number> {
    const group = request.netFn === NetFn.groupExtension ? request.data[0] : undefined;
    const { netFn, cmd, target } = request;
    const answer = this.#answers.get(keyOf(netFn, cmd, group, target)) ?? this.#handler;
    return answer(request);
  }

  #unlessEnded<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(new CancelledError("request"));
      this.#pending.add(reject);
      signal?.addEventListener("abort", onAbort, { once: true });
      work.then(resolve, reject).finally(() => {
        this.#pending.delete(reject);
        signal?.removeEventListener("abort", onAbort);
      });
    });
  }
}

function keyOf(netFn: number, cmd: number, group: number | undefined, target: Target | undefined): string {
  return [netFn, cmd, group ?? "-", target === undefined ? "-" : `${target.channel}/${target.address}`].join(" ");
}
