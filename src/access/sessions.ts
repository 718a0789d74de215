import { createHash } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { Emitter, type Unsubscribe } from "../base/emitter.ts";
import { AgentError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { type RandomBytes, randomToken } from "../store/secrets.ts";

/** A login that lasts. The token is told once, at creation, and never kept. */
export interface Session {
  readonly id: string;
  readonly user: string;
  readonly door: string;
  readonly source: string;
  /** Wall clock, milliseconds. */
  readonly created: number;
}

interface Live extends Session {
  readonly tokenHash: string;
  /** Monotonic milliseconds. */
  lastUsed: number;
  held: number;
}

export interface SessionsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: RandomBytes;
  /** Default 1800 s. */
  readonly idleTimeoutMs?: number;
  /** Default 64. */
  readonly limit?: number;
  /** Default 16. */
  readonly limitPerUser?: number;
}

/** Sessions live in memory: a restart ends them all. */
export class Sessions {
  idleTimeoutMs: number;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #limit: number;
  readonly #limitPerUser: number;
  readonly #byToken = new Map<string, Live>();
  readonly #byId = new Map<string, Live>();
  readonly #begun: Emitter<Session>;
  readonly #ended: Emitter<Session>;

  constructor(options: SessionsOptions) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.idleTimeoutMs = options.idleTimeoutMs ?? 1_800_000;
    this.#limit = options.limit ?? 64;
    this.#limitPerUser = options.limitPerUser ?? 16;
    this.#begun = new Emitter("session begin", options.logger);
    this.#ended = new Emitter("session end", options.logger);
  }

  /**
   * At a limit the user's own longest idle session makes room, never another user's; `E_SESSION_LIMIT` when there is
   * none to take.
   */
  create(user: string, door: string, source: string): { readonly session: Session; readonly token: string } {
    this.#sweep();
    const own = [...this.#byId.values()].filter((session) => session.user === user);
    if (own.length >= this.#limitPerUser || this.#byId.size >= this.#limit) {
      const oldest = own.sort((a, b) => a.lastUsed - b.lastUsed)[0];
      if (oldest === undefined) throw new AgentError("E_SESSION_LIMIT", "too many sessions are open");
      this.#end(oldest);
    }
    const token = randomToken(this.#random, 32);
    const live: Live = {
      id: randomToken(this.#random, 16),
      user,
      door,
      source,
      created: this.#clock.wall(),
      tokenHash: hashOf(token),
      lastUsed: this.#clock.monotonic(),
      held: 0,
    };
    this.#byId.set(live.id, live);
    this.#byToken.set(live.tokenHash, live);
    const session = shown(live);
    this.#begun.emit(session);
    return { session, token };
  }

  /** The session of a token, which counts as use of it. */
  use(token: string): Session | undefined {
    const live = this.#byToken.get(hashOf(token));
    if (live === undefined) return undefined;
    if (this.#isExpired(live)) {
      this.#end(live);
      return undefined;
    }
    live.lastUsed = this.#clock.monotonic();
    return shown(live);
  }

  /** Keeps a session from ending as idle while something of it is open, such as an event stream. */
  hold(id: string): () => void {
    const live = this.#byId.get(id);
    if (live === undefined) return () => {};
    live.held++;
    return () => {
      live.held--;
      live.lastUsed = this.#clock.monotonic();
    };
  }

  get(id: string): Session | undefined {
    this.#sweep();
    const live = this.#byId.get(id);
    return live === undefined ? undefined : shown(live);
  }

  list(): readonly Session[] {
    this.#sweep();
    return [...this.#byId.values()].map(shown);
  }

  /** Returns whether there was such a session. */
  end(id: string): boolean {
    const live = this.#byId.get(id);
    if (live !== undefined) this.#end(live);
    return live !== undefined;
  }

  endAllOf(user: string): void {
    for (const live of [...this.#byId.values()]) if (live.user === user) this.#end(live);
  }

  onBegin(listener: (session: Session) => void): Unsubscribe {
    return this.#begun.on(listener);
  }

  /** Calls for every session that ended, however it did. */
  onEnd(listener: (session: Session) => void): Unsubscribe {
    return this.#ended.on(listener);
  }

  #sweep(): void {
    for (const live of [...this.#byId.values()]) if (this.#isExpired(live)) this.#end(live);
  }

  #isExpired(live: Live): boolean {
    return live.held === 0 && this.#clock.monotonic() - live.lastUsed >= this.idleTimeoutMs;
  }

  #end(live: Live): void {
    this.#byId.delete(live.id);
    this.#byToken.delete(live.tokenHash);
    this.#ended.emit(shown(live));
  }
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}

function shown({ id, user, door, source, created }: Live): Session {
  return { id, user, door, source, created };
}
