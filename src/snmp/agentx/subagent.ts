import type { Cancel, Clock } from "../../base/clock.ts";
import { messageOf, WireError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Notification } from "../notification.ts";
import { formatOid, type Oid } from "../oid.ts";
import type { SetOutcome } from "../set-transaction.ts";
import type { ObjectStore } from "../store.ts";
import type { View } from "../view.ts";
import { Framer } from "./framer.ts";
import { notifyPayload } from "./notify.ts";
import { AgentxError, AgentxFlag, type AgentxPdu, AgentxType, PayloadReader, writePdu } from "./pdu.ts";
import { PduWriter } from "./pdu-writer.ts";
import { AgentxResponder } from "./responder.ts";

/** A stream to a master agent; node:net's sockets fit. */
export interface AgentxSocket {
  write(bytes: Uint8Array): unknown;
  destroy(): unknown;
  /** Destroys it when everything written has left. */
  destroySoon(): unknown;
  on(event: "connect" | "close", listener: () => void): unknown;
  on(event: "data", listener: (chunk: Buffer) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export interface AgentxOptions {
  readonly connect: () => AgentxSocket;
  readonly store: ObjectStore;
  /** What of the store the master may ask for. */
  readonly read: View;
  /** What it may set; without it nothing. */
  readonly write?: View | undefined;
  /** Who a SET is by: the master does not tell who asked it. */
  readonly principal: string;
  /** Told how a SET has ended: the instances it names, and what came of it. */
  readonly onSet?: ((names: readonly Oid[], outcome: SetOutcome) => void) | undefined;
  /** Names this subagent to the master. */
  readonly id: Oid;
  readonly description: string;
  readonly subtrees: readonly Oid[];
  /** Modules for the master's sysORTable. */
  readonly capabilities: readonly { readonly id: Oid; readonly description: string }[];
  readonly clock: Clock;
  /** Uniform in [0, 1): keeps many subagents from coming back at once. */
  readonly random: () => number;
  readonly logger: Logger;
}

export type AgentxState = "closed" | "connecting" | "opening" | "registering" | "up";

/** Seconds the master shall give us to answer. */
const TIMEOUT_SECONDS = 5;
const PRIORITY = 127;
const PATIENCE_MS = 5000;
const PING_MS = 15_000;
const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** Notifications that the master has not acknowledged; further ones are dropped. */
const MOST_NOTIFICATIONS = 256;
const REASON_SHUTDOWN = 5;

interface Waiting {
  readonly settle: (error: number) => void;
  readonly cancel: Cancel;
  readonly type: number;
}

/** A subagent of AgentX (RFC 2741): opens, registers, answers, pings, and comes back when the master does. */
export class AgentxSubagent {
  readonly #options: AgentxOptions;
  readonly #waiting = new Map<number, Waiting>();
  #responder: AgentxResponder | undefined;
  #socket: AgentxSocket | undefined;
  #state: AgentxState = "closed";
  #sessionId = 0;
  #packetId = 0;
  #pause = SHORTEST_PAUSE_MS;
  #notifications = 0;
  #cancelTimer: Cancel = () => {};
  #ended = false;
  /** Told of each new state. */
  onState: (state: AgentxState) => void = () => {};

  constructor(options: AgentxOptions) {
    this.#options = options;
  }

  get state(): AgentxState {
    return this.#state;
  }

  start(): void {
    if (this.#ended) return;
    this.#enter("connecting");
    const { connect, logger } = this.#options;
    const framer = new Framer();
    const socket = connect();
    this.#socket = socket;
    const current = (): boolean => this.#socket === socket;
    socket.on("connect", () => {
      if (current()) this.#open();
    });
    socket.on("data", (chunk) => {
      if (!current()) return;
      try {
        for (const pdu of framer.push(chunk)) {
          this.#receive(pdu);
          if (!current()) return;
        }
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        logger.warn({ error: error.message }, "the AgentX master does not speak AgentX");
        this.#drop();
      }
    });
    socket.on("error", (error) => logger.debug({ error: error.message }, "AgentX connection"));
    socket.on("close", () => {
      if (current()) this.#drop();
    });
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(PATIENCE_MS, () => this.#drop());
  }

  /** Tells the master; it is lost while there is none. */
  notify(notification: Notification): void {
    if (this.#state !== "up") return;
    if (this.#notifications >= MOST_NOTIFICATIONS) {
      this.#options.logger.debug({}, "the AgentX master is slow: a notification is dropped");
      return;
    }
    this.#notifications++;
    this.#request(AgentxType.notify, notifyPayload(notification), () => this.#notifications--);
  }

  /** Tells the master that we go. */
  close(): void {
    this.#ended = true;
    if (this.#sessionId !== 0)
      this.#send(AgentxType.close, 0, ++this.#packetId, new PduWriter().raw(REASON_SHUTDOWN, 0, 0, 0));
    this.#socket?.destroySoon();
    this.#socket = undefined;
    this.#forget();
    this.#enter("closed");
  }

  #enter(state: AgentxState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.onState(state);
  }

  #open(): void {
    this.#enter("opening");
    const { id, description } = this.#options;
    const payload = new PduWriter().raw(TIMEOUT_SECONDS, 0, 0, 0).oid(id).octets(Buffer.from(description));
    this.#request(AgentxType.open, payload, (error) => {
      if (error === AgentxError.noError) this.#register();
      else this.#refused("open a session", error);
    });
  }

  #register(): void {
    this.#enter("registering");
    const { subtrees, capabilities, store, read, write, principal, onSet, logger } = this.#options;
    this.#responder = new AgentxResponder({ store, read, write, principal, onSet, logger });
    let left = subtrees.length;
    for (const subtree of subtrees) {
      const payload = new PduWriter().raw(TIMEOUT_SECONDS, PRIORITY, 0, 0).oid(subtree);
      this.#request(AgentxType.register, payload, (error) => {
        // The others are of use without it.
        if (error !== AgentxError.noError) this.#refused(`register ${formatOid(subtree)}`, error);
        if (--left === 0) this.#up();
      });
    }
    for (const { id, description } of capabilities) {
      this.#request(AgentxType.addAgentCaps, new PduWriter().oid(id).octets(Buffer.from(description)), () => {});
    }
  }

  #up(): void {
    if (this.#state !== "registering") return;
    this.#pause = SHORTEST_PAUSE_MS;
    this.#enter("up");
    this.#options.logger.info({}, "subagent of an AgentX master");
    this.#ping();
  }

  #ping(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(PING_MS, () => {
      this.#request(AgentxType.ping, undefined, (error) => {
        if (error === AgentxError.noError) this.#ping();
        else this.#drop();
      });
    });
  }

  #refused(what: string, error: number): void {
    this.#options.logger.warn({ what, error }, "the AgentX master refuses");
    if (error === AgentxError.notOpen || this.#state === "opening") this.#drop();
  }

  #receive(pdu: AgentxPdu): void {
    if (pdu.type === AgentxType.response) {
      const waiting = this.#waiting.get(pdu.packetId);
      if (waiting === undefined) return;
      this.#waiting.delete(pdu.packetId);
      waiting.cancel();
      const reader = new PayloadReader(pdu);
      reader.unsigned(4); // the master's sysUpTime
      if (waiting.type === AgentxType.open) this.#sessionId = pdu.sessionId;
      waiting.settle(reader.unsigned(2));
      return;
    }
    if (pdu.type === AgentxType.close) {
      this.#drop();
      return;
    }
    const reply = this.#reply(pdu);
    if (reply !== undefined) this.#send(AgentxType.response, pdu.transactionId, pdu.packetId, reply);
  }

  #reply(pdu: AgentxPdu): PduWriter | undefined {
    if (this.#responder === undefined || pdu.sessionId !== this.#sessionId) return failure(AgentxError.notOpen);
    if ((pdu.flags & AgentxFlag.nonDefaultContext) !== 0) return failure(AgentxError.unsupportedContext);
    try {
      return this.#responder.respond(pdu);
    } catch (error) {
      if (error instanceof WireError) return failure(AgentxError.parseError);
      this.#options.logger.error({ error: messageOf(error) }, "an AgentX request failed");
      return failure(AgentxError.processingError);
    }
  }

  /** Sends what the master answers; without an answer in time it is taken for lost. */
  #request(type: number, payload: PduWriter | undefined, settle: (error: number) => void): void {
    const packetId = ++this.#packetId >>> 0;
    const cancel = this.#options.clock.after(PATIENCE_MS, () => this.#drop());
    this.#waiting.set(packetId, { settle, cancel, type });
    this.#send(type, 0, packetId, payload);
  }

  #send(type: number, transactionId: number, packetId: number, payload: PduWriter | undefined): void {
    this.#socket?.write(writePdu({ type, sessionId: this.#sessionId, transactionId, packetId }, payload));
  }

  /** Gives this connection up and comes back later. */
  #drop(): void {
    if (this.#ended || this.#state === "closed") return;
    if (this.#state === "up") this.#options.logger.warn({}, "the AgentX master is lost");
    this.#forget();
    this.#enter("closed");
    const { clock, random } = this.#options;
    const pause = this.#pause * (0.75 + random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.#cancelTimer = clock.after(pause, () => this.start());
  }

  #forget(): void {
    this.#cancelTimer();
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
    this.#notifications = 0;
    this.#sessionId = 0;
    this.#responder?.close();
    this.#responder = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}

function failure(error: number): PduWriter {
  return new PduWriter().unsigned32(0).unsigned16(error).unsigned16(0);
}
