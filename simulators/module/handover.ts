/** The other end of the module's socket: requests come in, answers and orders go out, in order. */
import type { Duplex } from "node:stream";
import type { Logger } from "../../src/base/logger.ts";
import { FrameReader, frame, type HandedOver } from "./frames.ts";

/**
 * How a request is answered: with a completion code and data; the same after ipmi_sim's own handler did its part; by
 * ipmi_sim's own handler with bits set in its data; or by that alone; or after ipmi_sim's own handler has answered
 * another request for the same controller.
 */
export type Answer = FinalAnswer | { readonly kind: "ask"; readonly request: Request; readonly use: Use };

/** Takes a completion code and data. */
type Use = (response: Uint8Array) => FinalAnswer;

type FinalAnswer =
  | { readonly kind: "answer" | "answer-after-original"; readonly bytes: Uint8Array }
  | { readonly kind: "original-with-bits"; readonly bits: Uint8Array }
  | { readonly kind: "original" };

/** A request for ipmi_sim's own handler. */
interface Request {
  readonly netFn: number;
  readonly cmd: number;
  readonly data: Uint8Array;
}

/** A command to hand over; `group` only where the network function is 2Ch. */
export interface CommandCode {
  readonly netFn: number;
  readonly group?: number | undefined;
  readonly cmd: number;
}

/** Operations on the machine behind the system interface, as ipmi_sim numbers them. */
export const hardwareOperations = { reset: 0, powerOn: 1, powerOff: 2, nmi: 3, gracefulShutdown: 6 } as const;
export type HardwareOperation = keyof typeof hardwareOperations;

export class Handover {
  readonly #socket: Duplex;
  readonly #logger: Logger;
  readonly #waiting = new Map<number, () => void>();
  #asking: { readonly id: number; readonly use: Use } | undefined;
  #nextMark = 0;

  /** Takes the socket over. `answer` must not throw; it is waited for, so it is synchronous. */
  constructor(socket: Duplex, answer: (request: HandedOver) => Answer, logger: Logger) {
    this.#socket = socket;
    this.#logger = logger;
    const reader = new FrameReader();
    socket.on("close", () => {
      for (const mark of [...this.#waiting.keys()]) this.#done(mark);
    });
    // The module's end goes with ipmi_sim, whose end is reported elsewhere.
    socket.on("error", (error) => logger.debug({ error }, "the simulator's module went away"));
    socket.on("data", (data: Buffer) => {
      for (const incoming of reader.take(data)) {
        if (incoming === undefined) logger.warn({}, "the simulator's module said something unknown");
        else if (incoming.kind === "done") this.#done(incoming.mark);
        else if (incoming.kind === "refused") logger.warn({ reply: incoming.text }, "ipmi_sim refused a command");
        else if (incoming.kind === "said") this.#said(incoming.id, incoming.response);
        else this.#reply(incoming.request.id, answer(incoming.request));
      }
    });
  }

  /** Says which commands to hand over and lets ipmi_sim begin. */
  begin(commands: Iterable<CommandCode>): void {
    for (const { netFn, group, cmd } of commands) this.#send(frame("F", netFn, group ?? 0, cmd));
    this.#send(frame("G"));
  }

  /** A record for the log of the controller at `log`: its 13 bytes after the record type, IPMI 2.0 section 32.1. */
  event(log: number, recordType: number, record: Uint8Array): void {
    this.#send(frame("E", log, recordType, record));
  }

  /** One line of ipmi_sim's command language. */
  command(line: string): void {
    this.#send(frame("X", line));
  }

  unavailable(address: number, sensor: number, on: boolean): void {
    this.#send(frame("U", address, sensor, on ? 1 : 0));
  }

  /** A muted controller that has interfaces of its own answers nothing on them. */
  mute(address: number, on: boolean): void {
    this.#send(frame("M", address, on ? 1 : 0));
  }

  /** Ends the LAN sessions of a controller that has some. */
  endSessions(address: number): void {
    this.#send(frame("L", address));
  }

  /** An IPMI command for ipmi_sim's own handler; its answer is dropped. */
  ipmi(address: number, { netFn, cmd, data }: Request): void {
    this.#send(frame("C", address, netFn, cmd, data));
  }

  /** Nothing happens where no machine is connected that could do it. */
  operate(address: number, operation: HardwareOperation): void {
    this.#send(frame("W", address, hardwareOperations[operation]));
  }

  /** The controller's system interface asks for attention. */
  attention(address: number): void {
    this.#send(frame("N", address));
  }

  /** Resolves when ipmi_sim has done everything ordered so far, or is gone. */
  settled(): Promise<void> {
    if (!this.#socket.writable) return Promise.resolve();
    const mark = this.#nextMark++ & 0xff;
    return new Promise((resolve) => {
      this.#waiting.set(mark, resolve);
      this.#send(frame("S", mark));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #done(mark: number): void {
    const resolve = this.#waiting.get(mark);
    this.#waiting.delete(mark);
    resolve?.();
  }

  #said(id: number, response: Uint8Array): void {
    const asking = this.#asking;
    this.#asking = undefined;
    if (asking?.id === id) this.#reply(id, asking.use(response));
  }

  #reply(id: number, answer: Answer): void {
    if (answer.kind === "ask") {
      const { netFn, cmd, data } = answer.request;
      this.#asking = { id, use: answer.use };
      this.#send(frame("I", id, netFn, cmd, data));
    } else if (answer.kind === "original") this.#send(frame("P", id));
    else if (answer.kind === "original-with-bits") this.#send(frame("O", id, answer.bits));
    else this.#send(frame(answer.kind === "answer" ? "A" : "D", id, answer.bytes));
  }

  #send(bytes: Uint8Array): void {
    if (this.#socket.destroyed || !this.#socket.writable) return;
    this.#socket.write(bytes, (error) => {
      if (error) this.#logger.debug({ error }, "the simulator's module did not hear");
    });
  }
}
