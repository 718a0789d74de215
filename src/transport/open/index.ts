/** The BMC of this machine through the kernel's IPMI device, /dev/ipmi0. */
import type { Cancel, Clock } from "../../base/clock.ts";
import { Emitter } from "../../base/emitter.ts";
import { type AgentError, UsageError } from "../../base/errors.ts";
import type { Connection, RawRequest, RawResponse, RequestOptions } from "../../ipmi/connection.ts";
import { Backoff, type BackoffRange } from "../backoff.ts";
import { BaseConnection, type TransportOptions } from "../base-connection.ts";
import { appNetFn, getMessage, maxResponse, sendMessage } from "../bridge.ts";
import { Counters } from "../counters.ts";
import type { OnOutcome } from "../outcome.ts";
import type { IpmiDevices } from "./devices.ts";
import { KernelLink, type LinkRejected } from "./link.ts";
import { openingTrouble } from "./trouble.ts";

export type { IpmiDevice, IpmiDevices, Memory, OpenedDevice } from "./devices.ts";
export { driverAdvice } from "./trouble.ts";

export interface OpenOptions extends TransportOptions {
  /** The device node, e.g. /dev/ipmi0. */
  readonly device: string;
  readonly devices: IpmiDevices;
  /** Whether a path of this machine exists; tells which module is missing. */
  readonly exists: (path: string) => boolean;
  /** Time for one answer of the controller, milliseconds. Default 3000. */
  readonly answerMs?: number | undefined;
  /** Time for the answer of a target on a bus, milliseconds; the kernel's own patience is 1 to 2 s. Default 4000. */
  readonly targetAnswerMs?: number | undefined;
  /** Waits before a device that went away is opened again. */
  readonly reopen?: BackoffRange | undefined;
}

const readEventMessageBuffer = 0x35;
/** Commands that the driver uses itself and takes from nobody else. */
const kernelsOwn: readonly number[] = [getMessage, sendMessage, readEventMessageBuffer];

/** Opens a connection through a device node. It opens it, and reopens it, by itself; see `state`. */
export function openDevice(options: OpenOptions): Connection {
  return new OpenConnection(options);
}

class OpenConnection extends BaseConnection {
  readonly #options: OpenOptions;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #link: KernelLink;
  readonly #eventMessage: Emitter<Uint8Array>;
  #trouble: AgentError | undefined;
  #cancelReopen: Cancel = () => {};

  constructor(options: OpenOptions) {
    const capabilities = { events: true, pipelining: 2, bridging: true, tellsAbsence: false, lun: true, maxResponse };
    const counters = new Counters<LinkRejected>();
    super("open", capabilities, options, counters, { outstandingBridged: 1 });
    this.#options = options;
    this.#clock = options.clock;
    this.#backoff = new Backoff(options.reopen ?? { firstMs: 500, maxMs: 30_000 }, options.random);
    this.#eventMessage = new Emitter("event message", this.logger);
    this.#link = new KernelLink({
      devices: options.devices,
      clock: options.clock,
      logger: this.logger,
      counters,
      ownAddress: options.ownAddress ?? 0x20,
      answerMs: options.answerMs ?? 3000,
      targetAnswerMs: options.targetAnswerMs ?? 4000,
      onEvent: (record) => {
        this.#eventMessage.emit(record);
        this.raiseAttention();
      },
      onGone: (errno) => this.#onGone(errno),
    });
    this.#open();
  }

  override get trouble(): string | undefined {
    return this.#trouble?.message ?? super.trouble;
  }

  override request(request: RawRequest, options?: RequestOptions): Promise<RawResponse> {
    if (request.target === undefined && request.netFn === appNetFn && kernelsOwn.includes(request.cmd)) {
      return Promise.reject(
        new UsageError("E_NOT_SUPPORTED", `${this.name}: the kernel keeps command ${request.cmd} for itself`, {
          controller: this.name,
          netFn: request.netFn,
          cmd: request.cmd,
        }),
      );
    }
    if (this.#trouble !== undefined && !this.closed) return Promise.reject(this.#trouble);
    return super.request(request, options);
  }

  onEventMessage(listener: (record: Uint8Array) => void): Cancel {
    return this.#eventMessage.on(listener);
  }

  protected exchange(request: RawRequest, now: number, onOutcome: OnOutcome): void {
    this.#link.exchange(request, now, onOutcome);
  }

  protected async shutdown(): Promise<void> {
    this.#cancelReopen();
    this.#link.close();
  }

  #open(): void {
    const { device, exists } = this.#options;
    const errno = this.#link.open(device);
    if (errno !== 0) {
      this.#fail(openingTrouble(this.name, device, errno, exists));
      return;
    }
    this.#backoff.reset();
    this.#trouble = undefined;
    this.logger.info({ device }, "the IPMI device is open");
    this.linkUp();
  }

  #onGone(errno: number): void {
    const { device, exists } = this.#options;
    this.#fail(openingTrouble(this.name, device, errno, exists));
  }

  #fail(trouble: AgentError): void {
    if (this.closed) return;
    // Said once for each kind of trouble, not at every attempt.
    if (this.#trouble?.message !== trouble.message) {
      this.logger.warn({ code: trouble.code, reason: trouble.message }, "the IPMI device cannot be used");
    }
    this.#trouble = trouble;
    // Who hears that it is down may close it.
    this.#cancelReopen = this.#clock.after(this.#backoff.next(), () => this.#open());
    this.linkDown();
  }
}
