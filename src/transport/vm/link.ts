import type { Socket } from "node:net";
import type { Cancel, Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { RawRequest } from "../../ipmi/connection.ts";
import { Backoff, type BackoffRange } from "../backoff.ts";
import type { Counters } from "../counters.ts";
import type { Outcome } from "../outcome.ts";
import { capabilitiesHello, decodeControl, type HostRequest, versionHello } from "./control.ts";
import { type BadFrame, encodeControl, encodeMessage, FrameDecoder, type VmMessage } from "./framing.ts";

/**
 * Why the VM interface threw a frame away. late: an answer after its time was up; unexpected: an answer nobody asked
 * for; mismatch: an answer to another command than the one with its number; control: an unknown control code.
 */
export type VmRejected = BadFrame | "late" | "unexpected" | "mismatch" | "control";

/** Opens a TCP socket; node:net's `connect` fits. */
export type ConnectSocket = (options: { host: string; port: number }) => Socket;

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly connect: ConnectSocket;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly counters: Counters<VmRejected>;
  /** Time for one answer, milliseconds. */
  readonly answerMs: number;
  readonly reconnect: BackoffRange;
  readonly hostRequests: boolean;
  readonly onUp: () => void;
  /** `reason`: what the socket died of, where it said. */
  readonly onDown: (reason: string | undefined) => void;
  readonly onAttention: (raised: boolean) => void;
  readonly onHostRequest: (request: HostRequest) => void;
}

interface Pending {
  readonly request: RawRequest;
  readonly cancelTimer: Cancel;
  readonly settle: (outcome: Outcome) => void;
}

/** A TCP connection to the VM interface that comes back by itself, and the requests outstanding on it. */
export class VmLink {
  readonly #options: LinkOptions;
  readonly #backoff: Backoff;
  readonly #pending = new Map<number, Pending>();
  /** Numbers of requests whose time was up, until they are used again. */
  readonly #expired = new Set<number>();
  #socket: Socket | undefined;
  #cancelTimer: Cancel = () => {};
  #sequence = 0;
  #up = false;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.reconnect, options.random);
  }

  open(): void {
    const { connect, host, port, clock, answerMs, logger } = this.#options;
    const socket = connect({ host, port });
    const decoder = new FrameDecoder({
      message: (message) => this.#onMessage(message),
      control: (bytes) => this.#onControl(bytes),
      rejected: (kind) => this.#options.counters.count(kind),
    });
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Uint8Array) => decoder.push(chunk));
    let reason: string | undefined;
    socket.on("error", (error) => {
      reason = messageOf(error);
      logger.debug({ error: reason }, "the VM interface's socket failed");
    });
    socket.on("close", () => this.#onClose(socket, reason));
    this.#cancelTimer = clock.after(answerMs, () => socket.destroy());
  }

  /** Carries one request for the controller itself. */
  exchange(request: RawRequest): Promise<Outcome> {
    const sequence = this.#freeSequence();
    const socket = this.#socket;
    if (!this.#up || socket === undefined || sequence === undefined) return Promise.resolve({ kind: "lost" });
    return new Promise((settle) => {
      const cancelTimer = this.#options.clock.after(this.#options.answerMs, () => {
        this.#pending.delete(sequence);
        this.#expired.add(sequence);
        settle({ kind: "silent", who: "controller" });
      });
      this.#pending.set(sequence, { request, cancelTimer, settle });
      socket.write(encodeMessage({ sequence, ...request }));
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer();
    const socket = this.#socket;
    if (socket === undefined || socket.closed) return;
    await new Promise<void>((resolve) => {
      socket.once("close", () => resolve());
      socket.destroy();
    });
  }

  #freeSequence(): number | undefined {
    for (let tries = 0; tries < 256; tries++) {
      this.#sequence = (this.#sequence + 1) & 0xff;
      if (this.#pending.has(this.#sequence)) continue;
      this.#expired.delete(this.#sequence);
      return this.#sequence;
    }
    return undefined;
  }

  #onMessage(message: VmMessage): void {
    const pending = this.#pending.get(message.sequence);
    const stray = this.#stray(message, pending);
    if (pending === undefined || stray !== undefined) {
      this.#options.counters.count(stray ?? "unexpected");
      return;
    }
    this.#pending.delete(message.sequence);
    pending.cancelTimer();
    const response = { completionCode: message.data[0]!, data: message.data.subarray(1) };
    pending.settle({ kind: "response", response });
  }

  #stray(message: VmMessage, pending: Pending | undefined): VmRejected | undefined {
    if (pending === undefined) return this.#expired.delete(message.sequence) ? "late" : "unexpected";
    const { netFn, cmd } = pending.request;
    if (message.netFn !== (netFn | 1) || message.cmd !== cmd) return "mismatch";
    return message.data.length === 0 ? "short" : undefined;
  }

  #onControl(bytes: Uint8Array): void {
    const control = decodeControl(bytes);
    switch (control?.kind) {
      case undefined:
        this.#options.counters.count("control");
        break;
      case "version":
        this.#greet();
        break;
      case "attention":
        this.#options.onAttention(control.raised);
        break;
      case "host":
        this.#options.onHostRequest(control.request);
        break;
      case "interrupt":
        break;
    }
  }

  /** The controller speaks first; a second client is disconnected instead. */
  #greet(): void {
    if (this.#up || this.#closed) return;
    this.#cancelTimer();
    this.#socket?.write(encodeControl(...versionHello));
    this.#socket?.write(encodeControl(...capabilitiesHello(this.#options.hostRequests)));
    this.#up = true;
    this.#backoff.reset();
    this.#options.onUp();
  }

  #onClose(socket: Socket, reason: string | undefined): void {
    if (socket !== this.#socket) return;
    this.#cancelTimer();
    this.#up = false;
    this.#expired.clear();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    if (!this.#closed) {
      this.#options.onDown(reason);
      this.#cancelTimer = this.#options.clock.after(this.#backoff.next(), () => this.open());
    }
    for (const { cancelTimer, settle } of pending) {
      cancelTimer();
      settle({ kind: "lost" });
    }
  }
}
