/** Decides what happens to each message, and counts what it did. */
import type { Message } from "./message.ts";
import { type Random, randomByte, seededRandom } from "./random.ts";
import type { FaultRule, FaultScript } from "./rules.ts";

/** What to do with a message. */
export interface Verdict {
  /** What goes on in its place; none when it is dropped. */
  readonly forward: readonly Uint8Array[];
  /** What goes back to where it came from. */
  readonly back: readonly Uint8Array[];
  readonly delayMs: number;
  /** The controller handles one message at a time and needs so long for this one. */
  readonly serviceMs: number;
  /** It goes after the next one. */
  readonly reorder: boolean;
  readonly loseSessions: boolean;
  /** The BMC goes away for so long. */
  readonly rebootMs: number | undefined;
  readonly refuseSession: number | undefined;
}

interface ArmedRule {
  readonly rule: FaultRule;
  readonly random: Random;
  matched: number;
  acted: number;
}

const storage = 0x0a;
const app = 0x06;
const getMessageFlags = 0x31;
const getSelTime = 0x48;
const getSelEntry = 0x43;
const noAcknowledge = 0x83;

export class FaultEngine {
  #rules: ArmedRule[] = [];
  #script: FaultScript;

  constructor(script: FaultScript) {
    this.#script = script;
    this.set(script);
  }

  /** Takes other rules; counting and chance start again. */
  set(script: FaultScript): void {
    this.#script = script;
    // Chance of its own for each rule: what one rule sees does not change another.
    this.#rules = script.faults.map((rule, index) => ({
      rule,
      random: seededRandom(script.seed * 0x9e37 + index * 0x85eb + 1),
      matched: 0,
      acted: 0,
    }));
  }

  get script(): FaultScript {
    return this.#script;
  }

  /** How often each rule acted, in the order of the script. */
  get counts(): readonly number[] {
    return this.#rules.map((armed) => armed.acted);
  }

  judge(message: Message): Verdict {
    const verdict: { -readonly [K in keyof Verdict]: Verdict[K] } = {
      forward: [message.bytes],
      back: [],
      delayMs: 0,
      serviceMs: 0,
      reorder: false,
      loseSessions: false,
      rebootMs: undefined,
      refuseSession: undefined,
    };
    for (const armed of this.#rules) {
      if (!this.#acts(armed, message)) continue;
      const { rule, random } = armed;
      const replace = (bytes: Uint8Array | undefined) => {
        if (bytes === undefined) return;
        verdict.forward = verdict.forward.map(() => bytes);
      };
      switch (rule.do) {
        case "delay":
          verdict.delayMs += rule.milliseconds + (rule.jitter ?? 0) * random();
          break;
        case "service":
          verdict.serviceMs += rule.milliseconds;
          break;
        case "drop":
          verdict.forward = [];
          break;
        case "duplicate":
          verdict.forward = verdict.forward.flatMap((bytes) => Array<Uint8Array>(rule.copies + 1).fill(bytes));
          break;
        case "reorder":
          verdict.reorder = true;
          break;
        case "corrupt":
          replace(message.corrupted(random));
          break;
        case "truncate":
          replace(message.withData((data) => data.subarray(0, rule.keep)));
          break;
        case "lie":
          replace(message.withData((data) => data.map(() => randomByte(random))));
          break;
        case "garbage":
          replace(message.bytes.map(() => randomByte(random)));
          break;
        case "completion":
          if (message.kind === "request") this.#refuse(verdict, message, rule.code);
          else replace(message.withCompletion(rule.code));
          break;
        case "absent":
          this.#refuse(verdict, message, noAcknowledge);
          break;
        case "stuckFlags":
          replace(message.withData((data) => data.map((byte, index) => (index === 0 ? byte | rule.flags : byte))));
          break;
        case "clockJump":
          replace(message.withData((data) => shiftTime(data, message.cmd === getSelEntry ? 5 : 0, rule.seconds)));
          break;
        case "refuseSession":
          verdict.refuseSession = rule.status;
          break;
        case "loseSessions":
          verdict.loseSessions = true;
          break;
        case "reboot":
          verdict.rebootMs = rule.milliseconds;
          break;
      }
    }
    return verdict;
  }

  #refuse(verdict: { forward: readonly Uint8Array[]; back: readonly Uint8Array[] }, message: Message, code: number) {
    const refusal = message.refusal(code);
    verdict.forward = [];
    if (refusal !== undefined) verdict.back = [...verdict.back, refusal];
  }

  #acts(armed: ArmedRule, message: Message): boolean {
    const { rule, random } = armed;
    if (!concerns(rule, message)) return false;
    armed.matched++;
    // Chance is drawn for every match, so that `after` and `times` do not shift it.
    const chosen = random() < (rule.probability ?? 1);
    if (!chosen || armed.matched <= (rule.after ?? 0) || armed.acted >= (rule.times ?? Number.POSITIVE_INFINITY))
      return false;
    armed.acted++;
    return true;
  }
}

/** Rules that are about one kind of message whatever `on` says. */
function concerns(rule: FaultRule, message: Message): boolean {
  const { netFn, cmd, target } = rule.match ?? {};
  if (netFn !== undefined && netFn !== message.netFn) return false;
  if (cmd !== undefined && cmd !== message.cmd) return false;
  if (target !== undefined && target !== message.target) return false;
  switch (rule.do) {
    case "absent":
    case "service":
      return message.kind === "request";
    case "stuckFlags":
      return message.kind === "reply" && message.netFn === app && message.cmd === getMessageFlags;
    case "clockJump":
      return (
        message.kind === "reply" &&
        message.netFn === storage &&
        (message.cmd === getSelTime || message.cmd === getSelEntry)
      );
    case "refuseSession":
      return message.kind === "session";
  }
  switch (rule.on ?? "replies") {
    case "all":
      return true;
    case "requests":
      return message.kind === "request" || message.kind === "session";
    case "replies":
      return message.kind === "reply";
    case "attention":
      return message.kind === "attention";
  }
}

/** Moves the 32-bit time at `offset`; data too short to hold one stays as it is. */
function shiftTime(data: Uint8Array, offset: number, seconds: number): Uint8Array {
  if (data.length < offset + 4) return data;
  const shifted = Uint8Array.from(data);
  const view = new DataView(shifted.buffer);
  view.setUint32(offset, (view.getUint32(offset, true) + seconds) >>> 0, true);
  return shifted;
}
