import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { RawRequest } from "../../ipmi/connection.ts";
import { appNetFn, clearMessageFlags } from "../bridge.ts";
import type { Counters } from "../counters.ts";
import { Deadlines } from "../deadlines.ts";
import type { OnOutcome, Outcome } from "../outcome.ts";
import { SmallList } from "../small-list.ts";
import type { IpmiDevice, IpmiDevices } from "./devices.ts";
import { constants, errnoName, errnos, ioctls } from "./layout.ts";
import { KernelMessages, type ReceivedMessage } from "./messages.ts";
import { lookMs, Patience } from "./patience.ts";

/**
 * late: the answer to a request whose time was up; mismatch: to another command than asked; short: without completion
 * code; truncated: longer than any message may be; event: an event that is no record; unexpected: anything else.
 */
export type LinkRejected = "late" | "mismatch" | "short" | "truncated" | "event" | "unexpected";

interface LinkOptions {
  readonly devices: IpmiDevices;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: Counters<LinkRejected>;
  readonly ownAddress: number;
  readonly answerMs: number;
  readonly targetAnswerMs: number;
  readonly onEvent: (record: Uint8Array) => void;
  /** The device cannot be used any more. */
  readonly onGone: (errno: number) => void;
}

/** A request that the driver has. */
interface Pending {
  readonly id: number;
  readonly request: RawRequest;
  readonly deadline: number;
  readonly onOutcome: OnOutcome;
}

/**
 * Repeating is the caller's decision. The kernel looks once a second and gives up at the tick that completes the time: 2000 ms
 * is 1 to 2 s, 1000 ms would be 0 to 1 s.
 */
const timing = { retries: 0, retryMs: 2000 } as const;
const defaultOwnAddress = 0x20;
/** Messages taken at one wake-up before others get a turn. */
const maxDrain = 64;
/** Requests without an answer whose numbers are remembered. */
const maxExpired = 256;
const maxId = 0x7fffffff;
const eventRecordSize = 16;

/** Completion codes by which driver or kernel say that no answer came: IPMI 2.0 table 5-2. */
const code = { noAnswer: 0xc3, controllerNotThere: 0xd2 } as const;

const receiveQueueBit = 0x01;
const getMessageFlags: RawRequest = { netFn: appNetFn, lun: 0, cmd: 0x31, data: new Uint8Array(0) };
const clearReceiveQueue: RawRequest = {
  netFn: appNetFn,
  lun: 0,
  cmd: clearMessageFlags,
  data: Uint8Array.of(receiveQueueBit),
};

const goneErrnos: readonly number[] = [errnos.ENODEV, errnos.EIO, errnos.ENXIO, errnos.EBADF];
/** Too many of our requests wait in the kernel, it has no memory, or a signal came: nothing was sent. */
const busyErrnos: readonly number[] = [errnos.EBUSY, errnos.EAGAIN, errnos.ENOMEM, errnos.EINTR];

/**
 * Requests and what comes back, through one open device.
 *
 * A controller that answers within a millisecond answers sooner than the event loop can tell. Its answers are waited for
 * on the spot, in a callback of the event loop's own, until the event loop has something else to do: see `Patience`.
 */
export class KernelLink {
  readonly #options: LinkOptions;
  readonly #messages: KernelMessages;
  /** A few at most. */
  readonly #pending = new SmallList<Pending>();
  readonly #expired = new Set<number>();
  readonly #deadlines: Deadlines<Pending>;
  readonly #patience: Patience;
  #device: IpmiDevice | undefined;
  #id = 0;
  /** The last request whose answer is worth waiting for, while that is due. */
  #awaited: Pending | undefined;
  #looking = false;
  #turnAsked = false;
  readonly #beginTurn = () => this.#onTurn();
  readonly #endTurn = () => this.#patience.closeTurn();
  readonly #lookOn = () => this.#look(this.#options.clock.monotonic());
  /** Requests that have ended. */
  #settled = 0;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#messages = new KernelMessages(options.devices);
    this.#patience = new Patience(options.clock);
    this.#deadlines = new Deadlines(options.clock, (pending) => this.#overdue(pending));
  }

  /** 0, or the error number. */
  open(path: string): number {
    if (this.#closed) return errnos.EBADF;
    const opened = this.#options.devices.open(path);
    if (opened.kind === "failed") return opened.errno;
    const { device } = opened;
    const errno = this.#prepare(device);
    if (errno !== 0) {
      device.close();
      return errno;
    }
    this.#device = device;
    device.onReadable(() => this.#drain(device));
    return 0;
  }

  /** See `Exchange`. */
  exchange(request: RawRequest, now: number, onOutcome: OnOutcome): void {
    if (request.target === undefined) this.#exchange(request, now, onOutcome);
    else {
      this.#exchange(request, now, (outcome) => {
        if (isDoubtful(outcome)) void this.#askController().then((silence) => onOutcome(silence ?? outcome));
        else onOutcome(outcome);
      });
    }
  }

  #exchange(request: RawRequest, now: number, onOutcome: OnOutcome): void {
    const device = this.#device;
    if (device === undefined) {
      onOutcome({ kind: "lost" });
      return;
    }
    const id = this.#nextId();
    const errno = device.ioctl(ioctls.IPMICTL_SEND_COMMAND_SETTIME, this.#messages.request(id, request, timing));
    if (errno !== 0) {
      onOutcome(this.#refused(request, errno));
      return;
    }
    const direct = request.target === undefined;
    const { answerMs, targetAnswerMs } = this.#options;
    const pending = { id, request, deadline: now + (direct ? answerMs : targetAnswerMs), onOutcome };
    this.#pending.add(pending);
    this.#deadlines.add(pending, now);
    if (!direct || !this.#patience.worthwhile(now)) return;
    this.#awaited = pending;
    this.#look(now);
  }

  /** The same, for what the link asks by itself. */
  #ask(request: RawRequest): Promise<Outcome> {
    return new Promise((resolve) => this.#exchange(request, this.#options.clock.monotonic(), resolve));
  }

  /** The next turn of the event loop begins with a look. Only what follows from it directly may look as well. */
  #askTurn(): void {
    if (this.#turnAsked) return;
    this.#turnAsked = true;
    const { devices } = this.#options;
    devices.nextTurn(this.#beginTurn);
    devices.nextTurn(this.#endTurn);
  }

  #onTurn(): void {
    this.#turnAsked = false;
    const now = this.#options.clock.monotonic();
    this.#patience.openTurn(now);
    this.#look(now);
  }

  /** Blocks for an answer that is worth it while this turn has time left. */
  #look(now: number): void {
    if (this.#awaited === undefined || this.#looking) return;
    this.#looking = true;
    if (this.#patience.mayLook(now)) this.#wait(now);
    else this.#askTurn();
    this.#looking = false;
  }

  #wait(from: number): void {
    const device = this.#device;
    if (!device?.wait(lookMs)) {
      this.#patience.missed();
      this.#awaited = undefined;
      return;
    }
    const before = this.#settled;
    this.#drain(device);
    if (this.#settled === before) {
      // The event loop has something else to do.
      this.#askTurn();
      return;
    }
    this.#patience.found(this.#options.clock.monotonic() - from);
    // Another's answer came first: whoever got it may have more to send before the next look.
    if (this.#awaited !== undefined) queueMicrotask(this.#lookOn);
  }

  #overdue(pending: Pending): void {
    // Timers come before input: after a long pause of this process the answer may lie there.
    if (this.#device !== undefined) this.#drain(this.#device);
    if (!this.#forget(pending)) return;
    this.#expire(pending.id);
    const who = pending.request.target === undefined ? "controller" : "target";
    this.#settle(pending, { kind: "silent", who });
  }

  /** False when it has ended already. */
  #forget(pending: Pending): boolean {
    if (!this.#pending.remove(pending)) return false;
    this.#deadlines.delete(pending);
    if (this.#awaited === pending) this.#awaited = undefined;
    return true;
  }

  #settle({ onOutcome }: Pending, outcome: Outcome): void {
    this.#settled += 1;
    onOutcome(outcome);
  }

  /** Nothing is held when it returns. Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drop();
    this.#messages.free();
  }

  /**
   * Finds out whether a target's silence is the controller's own; that is the result then. An answer from a bus too long
   * for the interface stays at the head of the controller's queue: the driver asks for it without end and no answer of
   * anybody comes through. What the driver can fetch is gone by the second look.
   */
  async #askController(): Promise<Outcome | undefined> {
    for (let look = 0; look < 2; look++) {
      const flags = await this.#ask(getMessageFlags);
      if (flags.kind === "silent") return flags;
      const byte = flags.kind === "response" ? flags.response.data[0] : undefined;
      if (byte === undefined || (byte & receiveQueueBit) === 0) return undefined;
    }
    this.#options.logger.warn(
      {},
      "a message that cannot be fetched blocks the controller's queue: the queue is cleared",
    );
    await this.#ask(clearReceiveQueue);
    return undefined;
  }

  #prepare(device: IpmiDevice): number {
    const { ownAddress } = this.#options;
    if (ownAddress !== defaultOwnAddress) {
      const errno = device.ioctl(ioctls.IPMICTL_SET_MY_ADDRESS_CMD, this.#messages.number(ownAddress));
      if (errno !== 0) return errno;
    }
    return device.ioctl(ioctls.IPMICTL_SET_GETS_EVENTS_CMD, this.#messages.number(1));
  }

  #refused(request: RawRequest, errno: number): Outcome {
    if (goneErrnos.includes(errno)) {
      this.#gone(errno);
      return { kind: "lost" };
    }
    if (busyErrnos.includes(errno)) return { kind: "busBusy" };
    // The only thing in a target that the driver knows better: there is no such bus.
    if (request.target !== undefined && errno === errnos.EINVAL) return { kind: "absent" };
    const { netFn, cmd } = request;
    this.#options.logger.warn({ errno: errnoName(errno), netFn, cmd }, "the IPMI driver does not take a request");
    return { kind: "lost" };
  }

  #drain(device: IpmiDevice): void {
    for (let count = 0; count < maxDrain && device === this.#device; count++) {
      const errno = device.ioctl(ioctls.IPMICTL_RECEIVE_MSG_TRUNC, this.#messages.receive());
      // With the last answer nothing urgent is left; whatever is, is told of again.
      if (errno === 0 && this.#onMessage(this.#messages.received()) && this.#pending.size === 0) return;
      if (errno === 0) continue;
      if (errno === errnos.EMSGSIZE) this.#options.counters.count("truncated");
      else {
        // After a signal the device is still readable, and says so again.
        if (errno !== errnos.EAGAIN && errno !== errnos.EINTR) this.#gone(errno);
        return;
      }
    }
  }

  /** Whether it was a response. */
  #onMessage(message: ReceivedMessage): boolean {
    switch (message.type) {
      case constants.IPMI_RESPONSE_RECV_TYPE:
        this.#onResponse(message);
        return true;
      case constants.IPMI_ASYNC_EVENT_RECV_TYPE:
        if (message.length === eventRecordSize) this.#tellEvent(this.#messages.data());
        else this.#options.counters.count("event");
        return false;
      default:
        this.#options.counters.count("unexpected");
        return false;
    }
  }

  #tellEvent(record: Uint8Array): void {
    // A look may happen inside of a request: listeners hear of the event when that is under way.
    queueMicrotask(() => {
      if (!this.#closed) this.#options.onEvent(record);
    });
  }

  #onResponse({ id, netFn, cmd, length, completionCode }: ReceivedMessage): void {
    const { counters } = this.#options;
    const pending = this.#awaited?.id === id ? this.#awaited : this.#pending.find((each) => each.id === id);
    if (pending === undefined) {
      counters.count(this.#expired.delete(id) ? "late" : "unexpected");
      return;
    }
    const { request } = pending;
    if (netFn !== (request.netFn | 1) || cmd !== request.cmd) counters.count("mismatch");
    else if (length === 0) counters.count("short");
    else {
      this.#forget(pending);
      this.#settle(pending, outcomeOf(request, completionCode, this.#messages.data(1)));
    }
  }

  #gone(errno: number): void {
    if (this.#device === undefined) return;
    this.#drop();
    this.#options.onGone(errno);
  }

  #drop(): void {
    this.#device?.close();
    this.#device = undefined;
    this.#expired.clear();
    const pending = this.#pending.clear();
    this.#awaited = undefined;
    this.#deadlines.clear();
    for (const each of pending) this.#settle(each, { kind: "lost" });
  }

  #expire(id: number): void {
    const [oldest] = this.#expired;
    if (this.#expired.size >= maxExpired && oldest !== undefined) this.#expired.delete(oldest);
    this.#expired.add(id);
  }

  #nextId(): number {
    this.#id = this.#id >= maxId ? 1 : this.#id + 1;
    return this.#id;
  }
}

/** What a target seems to say and the controller may be the cause of: Send Message got D2h, or nothing at all. */
function isDoubtful(outcome: Outcome): boolean {
  if (outcome.kind !== "response") return outcome.kind === "silent";
  return outcome.response.completionCode === code.controllerNotThere;
}

/**
 * The driver answers in the controller's place when that is not there (D2h), and for a target that gave no answer (C3h):
 * whether nobody is at the address or it does not speak, it does not tell.
 */
function outcomeOf(request: RawRequest, completionCode: number, data: Uint8Array): Outcome {
  if (request.target === undefined && completionCode === code.controllerNotThere) {
    return { kind: "silent", who: "controller", reason: "completion code D2h: it is not there or still starting" };
  }
  if (request.target !== undefined && completionCode === code.noAnswer && data.length === 0) {
    return { kind: "silent", who: "target", reason: "completion code C3h: no answer on the bus" };
  }
  return { kind: "response", response: { completionCode, data } };
}
