/** The system interface of OpenIPMI's BMC simulator, ipmi_sim: its VM serial protocol over TCP. */
import type { Clock } from "../../base/clock.ts";
import type { Connection, RawRequest } from "../../ipmi/connection.ts";
import type { BackoffRange } from "../backoff.ts";
import { BaseConnection, type TransportOptions } from "../base-connection.ts";
import { maxResponse } from "../bridge.ts";
import { Counters } from "../counters.ts";
import type { OnOutcome, Outcome } from "../outcome.ts";
import { Bridging } from "./bridging.ts";
import type { HostRequest } from "./control.ts";
import { type ConnectSocket, VmLink } from "./link.ts";

export type { HostRequest } from "./control.ts";
export type { ConnectSocket } from "./link.ts";

export interface VmOptions extends TransportOptions {
  readonly host: string;
  readonly port: number;
  /** Opens sockets; node:net's `connect` fits. */
  readonly connect: ConnectSocket;
  /** Time for one answer of the controller, milliseconds. Default 2000. */
  readonly answerMs?: number | undefined;
  /** Time for the answer of a bridged target, milliseconds. Default 1500. */
  readonly targetAnswerMs?: number | undefined;
  readonly reconnect?: BackoffRange | undefined;
  /**
   * What the controller asks of the machine it manages: this client stands for that machine. Without it the controller
   * refuses reset and diagnostic interrupt commands.
   */
  readonly onHostRequest?: ((request: HostRequest) => void) | undefined;
}

/** While the attention line stays up, listeners are reminded at most this often, milliseconds. */
const reminderMs = 1000;

/** Opens a connection to ipmi_sim's VM interface. It connects, and reconnects, by itself; see `state`. */
export function openVm(options: VmOptions): Connection {
  return new VmConnection(options);
}

class VmConnection extends BaseConnection {
  readonly #link: VmLink;
  readonly #bridging: Bridging;
  readonly #clock: Clock;
  #attentionRaised = false;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  #bridged = 0;

  constructor(options: VmOptions) {
    const capabilities = { events: true, pipelining: 2, bridging: true, lun: true, maxResponse };
    const counters = new Counters<string>();
    super("vm", capabilities, options, counters, { outstandingBridged: 1 });
    const { host, port, connect, clock, random, answerMs = 2000, targetAnswerMs = 1500, ownAddress = 0x20 } = options;
    this.#clock = clock;
    this.#link = new VmLink({
      host,
      port,
      connect,
      clock,
      random,
      logger: this.logger,
      counters,
      answerMs,
      reconnect: options.reconnect ?? { firstMs: 100, maxMs: 5000 },
      hostRequests: options.onHostRequest !== undefined,
      onUp: () => {
        this.#bridging.reset();
        this.logger.info({ host, port }, "the VM interface is up");
        this.linkUp();
      },
      onDown: (reason) => {
        this.#onAttentionLine(false);
        this.linkDown(reason);
      },
      onAttention: (raised) => this.#onAttentionLine(raised),
      onHostRequest: (request) => {
        this.logger.info({ request }, "the controller asks the machine behind it");
        options.onHostRequest?.(request);
      },
    });
    const direct = (request: RawRequest) => this.#link.exchange(request);
    this.#bridging = new Bridging({ clock, counters, ownAddress, direct, targetAnswerMs });
    this.#link.open();
  }

  protected exchange(request: RawRequest, _now: number, onOutcome: OnOutcome): void {
    this.callBack(this.#carry(request), onOutcome);
  }

  async #carry(request: RawRequest): Promise<Outcome> {
    if (request.target === undefined) return this.#link.exchange(request);
    this.#bridged += 1;
    try {
      return await this.#bridging.exchange(request, request.target);
    } finally {
      this.#bridged -= 1;
      // The line stays up although our answer has been fetched: something else waits.
      if (this.#bridged === 0 && this.#attentionRaised) this.#notify();
    }
  }

  protected shutdown(): Promise<void> {
    return this.#link.close();
  }

  #onAttentionLine(raised: boolean): void {
    if (!raised) {
      this.#attentionRaised = false;
      this.#notifiedAt = Number.NEGATIVE_INFINITY;
      return;
    }
    this.#attentionRaised = true;
    // While a bridged answer is due, the line most likely means that one; it is looked at again afterwards.
    if (this.#bridged > 0) this.#bridging.attention();
    else this.#notify();
  }

  #notify(): void {
    const now = this.#clock.monotonic();
    if (now - this.#notifiedAt < reminderMs) return;
    this.#notifiedAt = now;
    this.raiseAttention();
  }
}
