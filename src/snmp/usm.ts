import { timingSafeEqual } from "node:crypto";
import { DigestScratch, type MessageDigest } from "./authentication.ts";
import type { SnmpCounterName, SnmpCounters } from "./counters.ts";
import { BOOTS_LATCHED, type SnmpEngine } from "./engine.ts";
import { MessageCipher } from "./privacy.ts";
import { minimumLevelOf, type UsmIdentity, userKeys } from "./user-keys.ts";
import type { SecurityLevel, V3Message } from "./v3-message.ts";

/** Seconds by which a message's time may differ from ours (RFC 3414 section 2.2.3). */
export const TIME_WINDOW = 150;

export interface UsmUser {
  readonly name: string;
  readonly nameOctets: Buffer;
  readonly digest: MessageDigest;
  readonly cipher: MessageCipher | undefined;
  readonly minimumLevel: SecurityLevel;
}

/** A failure that is answered by a REPORT (RFC 3414 section 3.2), with the counter it shows. */
export interface UsmFailure {
  readonly counter: SnmpCounterName;
  /** Last arc of the counter below usmStats, 1.3.6.1.6.3.15.1.1. */
  readonly arc: number;
  /** Level of the REPORT: only notInTimeWindows is authenticated, so that a manager may trust the time in it. */
  readonly level: SecurityLevel;
  /** True when the sender may be guessing names or passwords; discovery and clock trouble are no guesses. */
  readonly guess: boolean;
}

const failures = {
  unsupportedSecLevels: { counter: "unsupportedSecLevels", arc: 1, level: 0, guess: true },
  notInTimeWindows: { counter: "notInTimeWindows", arc: 2, level: 1, guess: false },
  unknownUserNames: { counter: "unknownUserNames", arc: 3, level: 0, guess: true },
  unknownEngineIds: { counter: "unknownEngineIds", arc: 4, level: 0, guess: false },
  wrongDigests: { counter: "wrongDigests", arc: 5, level: 0, guess: true },
  decryptionErrors: { counter: "decryptionErrors", arc: 6, level: 0, guess: false },
} as const satisfies Record<string, UsmFailure>;

/** The User-based Security Model (RFC 3414) as the authoritative engine. Knows keys of its own engine only. */
export class Usm {
  /** The user of the message last checked, once it is known. */
  user: UsmUser | undefined;
  /** The octets that hold the scoped PDU of the message last accepted, and its range there. */
  scopedBytes: Uint8Array = new Uint8Array(0);
  scopedStart = 0;
  scopedEnd = 0;

  readonly #engine: SnmpEngine;
  readonly #counters: SnmpCounters;
  readonly #users = new Map<string, UsmUser>();
  readonly #scratch: DigestScratch;
  readonly #vector = Buffer.alloc(16);

  constructor(engine: SnmpEngine, counters: SnmpCounters) {
    this.#engine = engine;
    this.#counters = counters;
    this.#scratch = new DigestScratch(engine.maxMessageSize);
  }

  get users(): readonly UsmUser[] {
    return [...this.#users.values()];
  }

  /** Adds or replaces a user; costs about 2 ms for its keys when it comes with passwords, which are then forgotten. */
  addUser(options: UsmIdentity): UsmUser {
    const { digest, cipher } = userKeys(options, this.#engine.id, this.#scratch);
    const nameOctets = Buffer.from(options.name, "utf8");
    const user: UsmUser = { name: options.name, nameOctets, digest, cipher, minimumLevel: minimumLevelOf(options) };
    this.#users.set(nameOctets.toString("latin1"), user);
    return user;
  }

  removeUser(name: string): boolean {
    return this.#users.delete(Buffer.from(name, "utf8").toString("latin1"));
  }

  /**
   * Checks a message in the order of RFC 3414 section 3.2: engine, user, level, digest, time, then decrypts. Counts and
   * returns the failure, or undefined when the scoped PDU may be read.
   */
  check(message: V3Message): UsmFailure | undefined {
    const failure = this.#check(message);
    if (failure !== undefined) this.#counters[failure.counter]++;
    return failure;
  }

  #check(message: V3Message): UsmFailure | undefined {
    const { bytes, level } = message;
    this.user = undefined;
    if (!this.isOwnEngine(bytes, message.engineIdStart, message.engineIdEnd)) return failures.unknownEngineIds;
    const user = this.#users.get(latin1(bytes, message.userStart, message.userEnd));
    if (user === undefined) return failures.unknownUserNames;
    this.user = user;
    if (level < user.minimumLevel || (level === 2 && user.cipher === undefined)) return failures.unsupportedSecLevels;
    if (!this.#authentic(message, user)) return failures.wrongDigests;
    if (!this.#timely(message)) return failures.notInTimeWindows;
    if (level === 2) {
      if (message.privEnd - message.privStart !== 8) return failures.decryptionErrors;
      MessageCipher.vector(message.boots, message.time, bytes, message.privStart, this.#vector);
      this.scopedBytes = user.cipher!.decrypt(bytes, message.dataStart, message.dataEnd, this.#vector);
      this.scopedStart = 0;
      this.scopedEnd = this.scopedBytes.length;
      // Nothing but a SEQUENCE can begin a scoped PDU: the key was another one.
      if (this.scopedBytes[0] !== 0x30) return failures.decryptionErrors;
    } else {
      this.scopedBytes = bytes;
      this.scopedStart = message.dataStart;
      this.scopedEnd = message.dataEnd;
    }
    return undefined;
  }

  /** Whether these octets are this engine's id. */
  isOwnEngine(bytes: Uint8Array, start: number, end: number): boolean {
    const id = this.#engine.id;
    if (end - start !== id.length) return false;
    for (let i = 0; i < id.length; i++) if (bytes[start + i] !== id[i]) return false;
    return true;
  }

  #authentic(message: V3Message, user: UsmUser): boolean {
    const sent = user.digest.protocol.sentOctets;
    if (message.authEnd - message.authStart !== sent) return false;
    const digest = user.digest.of(message.bytes, message.start, message.end, message.authStart);
    return timingSafeEqual(digest.subarray(0, sent), message.bytes.subarray(message.authStart, message.authEnd));
  }

  #timely(message: V3Message): boolean {
    const time = this.#engine.time;
    const { boots } = this.#engine;
    return boots !== BOOTS_LATCHED && message.boots === boots && Math.abs(message.time - time) <= TIME_WINDOW;
  }
}

/** Octets as a map key. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
