import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { AgentError } from "../base/errors.ts";
import type { RandomBytes } from "../store/secrets.ts";

/** Cost of scrypt (RFC 7914): memory is 128 * N * r bytes. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** A salted hash as it is stored. Salt and key in base64. */
export interface PasswordHash extends ScryptCost {
  readonly salt: string;
  readonly key: string;
}

export interface PasswordHasherOptions {
  readonly random: RandomBytes;
  /** For new hashes; default N 32768, r 8, p 1: 32 MiB and some 100 ms. */
  readonly cost?: ScryptCost;
  /** Hashes computed at once, default 2. */
  readonly concurrency?: number;
  /** Hashes that may wait, default 32. */
  readonly queueLimit?: number;
}

const keyLength = 32;
const maximumMemory = 256 * 1024 * 1024;
const compute = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** Hashes passwords off the main thread, few at a time, so that logins can neither block nor exhaust the agent. */
export class PasswordHasher {
  readonly #random: RandomBytes;
  readonly #cost: ScryptCost;
  readonly #concurrency: number;
  readonly #queueLimit: number;
  readonly #queue: (() => void)[] = [];
  #running = 0;
  /** Stands in for accounts that do not exist, at the cost of those that do. */
  readonly #nobody: PasswordHash;

  constructor({ random, cost = { N: 32_768, r: 8, p: 1 }, concurrency = 2, queueLimit = 32 }: PasswordHasherOptions) {
    this.#random = random;
    this.#cost = cost;
    this.#concurrency = concurrency;
    this.#queueLimit = queueLimit;
    const filler = Buffer.from(random(keyLength)).toString("base64");
    this.#nobody = { ...cost, salt: filler, key: filler };
  }

  async hash(password: string): Promise<PasswordHash> {
    const salt = Buffer.from(this.#random(16));
    const key = await this.#derive(password, salt, this.#cost);
    return { ...this.#cost, salt: salt.toString("base64"), key: key.toString("base64") };
  }

  /** Takes the same time whether or not there is a hash. Rejects with `E_LOGIN_BUSY` when too many are waiting. */
  async verify(password: string, stored: PasswordHash | undefined): Promise<boolean> {
    const against = stored ?? this.#nobody;
    const expected = Buffer.from(against.key, "base64");
    const actual = await this.#derive(password, Buffer.from(against.salt, "base64"), against);
    return expected.length === actual.length && timingSafeEqual(expected, actual) && stored !== undefined;
  }

  async #derive(password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
    if (this.#running >= this.#concurrency) {
      if (this.#queue.length >= this.#queueLimit) throw new AgentError("E_LOGIN_BUSY", "too many logins at once");
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await compute(password.normalize("NFC"), salt, keyLength, { N, r, p, maxmem: maximumMemory });
    } finally {
      // The place goes straight to the next in line, if there is one.
      const next = this.#queue.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
