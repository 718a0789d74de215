import { type Clock, delay } from "../../base/clock.ts";
import type { RawRequest, Target } from "../../ipmi/connection.ts";
import {
  appNetFn,
  clearMessageFlags,
  decodeQueuedMessage,
  encodeSendMessage,
  getMessage,
  queueEmpty,
  sendMessage,
  sendMessageCode,
} from "../bridge.ts";
import type { Counters } from "../counters.ts";
import type { Outcome } from "../outcome.ts";

/** bridgedLate: a bridged answer after its time was up; bridgedUnexpected, bridgedShort: other strays in the queue. */
export type BridgedRejected = "bridgedLate" | "bridgedUnexpected" | "bridgedShort";

interface BridgingOptions {
  readonly clock: Clock;
  readonly counters: Counters<BridgedRejected>;
  readonly ownAddress: number;
  /** Carries a request to the controller itself. */
  readonly direct: (request: RawRequest) => Promise<Outcome>;
  /** Time for the target's answer once the controller has sent the message, milliseconds. */
  readonly targetAnswerMs: number;
}

const receiveQueueBit = 0x01;
/** How often to look into an empty queue when no attention comes, milliseconds. */
const lookAgainMs = 20;
/** Strays read before one answer is given up for lost. */
const maxStrays = 64;

/**
 * Requests to other controllers through the receive message queue (IPMI 2.0 section 6.13.3), one at a time: with more,
 * controllers drop answers.
 */
export class Bridging {
  readonly #options: BridgingOptions;
  readonly #expired = new Map<number, Target>();
  #sequence = 0;
  /** The queue may hold leftovers. */
  #dirty = true;
  #wake: () => void = () => {};

  constructor(options: BridgingOptions) {
    this.#options = options;
  }

  /** The link is new: nothing is known about the queue. */
  reset(): void {
    this.#dirty = true;
    this.#expired.clear();
  }

  /** The attention line rose: an answer may have come. */
  attention(): void {
    this.#wake();
  }

  async exchange(request: RawRequest, target: Target): Promise<Outcome> {
    if (this.#dirty) {
      const cleared = await this.#clearQueue();
      if (cleared.kind !== "response") return cleared;
    }
    const { direct, ownAddress } = this.#options;
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) & 0x3f;
    this.#expired.delete(sequence);
    const sent = await direct(app(sendMessage, encodeSendMessage(request, target, sequence, ownAddress)));
    if (sent.kind !== "response") {
      this.#dirty = true;
      return sent;
    }
    switch (sent.response.completionCode) {
      case 0:
        return this.#answer(request, target, sequence);
      case sendMessageCode.notAcknowledged:
        return { kind: "absent" };
      case sendMessageCode.lostArbitration:
      case sendMessageCode.busError:
        return { kind: "busBusy" };
      default:
        return { kind: "response", response: { ...sent.response, data: new Uint8Array(0) } };
    }
  }

  async #answer(request: RawRequest, target: Target, sequence: number): Promise<Outcome> {
    const { clock, direct, targetAnswerMs, counters } = this.#options;
    const until = clock.monotonic() + targetAnswerMs;
    for (let strays = 0; strays < maxStrays; ) {
      const got = await direct(app(getMessage));
      if (got.kind !== "response") {
        this.#dirty = true;
        return got;
      }
      const { completionCode, data } = got.response;
      if (completionCode === queueEmpty) {
        if (clock.monotonic() >= until) break;
        await this.#lookAgain();
        continue;
      }
      if (completionCode !== 0) {
        // An answer too long for the interface stays at the head of the queue and blocks it until it is cleared.
        await this.#clearQueue();
        return { kind: "response", response: { completionCode, data: new Uint8Array(0) } };
      }
      const message = decodeQueuedMessage(data);
      if (message === undefined) counters.count("bridgedShort");
      else {
        const ours = message.sequence === sequence && message.address === target.address;
        if (ours && message.netFn === (request.netFn | 1) && message.cmd === request.cmd) {
          return { kind: "response", response: message.response };
        }
        const late = this.#expired.get(message.sequence)?.address === message.address;
        if (late) this.#expired.delete(message.sequence);
        counters.count(late ? "bridgedLate" : "bridgedUnexpected");
      }
      strays += 1;
    }
    this.#expired.set(sequence, target);
    return { kind: "silent", who: "target" };
  }

  async #clearQueue(): Promise<Outcome> {
    const outcome = await this.#options.direct(app(clearMessageFlags, Uint8Array.of(receiveQueueBit)));
    this.#dirty = outcome.kind !== "response";
    return outcome;
  }

  async #lookAgain(): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([woken, delay(this.#options.clock, lookAgainMs)]);
  }
}

function app(cmd: number, data: Uint8Array = new Uint8Array(0)): RawRequest {
  return { netFn: appNetFn, lun: 0, cmd, data };
}
