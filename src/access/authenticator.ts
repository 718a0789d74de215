import { createHmac } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { AgentError } from "../base/errors.ts";
import type { RandomBytes } from "../store/secrets.ts";
import type { Accounts } from "./accounts.ts";
import { AccountLockout, SourceBackOff, sourceGroup } from "./lockout.ts";
import type { Principal } from "./principal.ts";
import type { Session, Sessions } from "./sessions.ts";

/** What a login came to. A refusal never says which part was wrong. */
export type Authentication =
  | { readonly kind: "accepted"; readonly principal: Principal; readonly passwordChangeRequired: boolean }
  | { readonly kind: "refused" }
  /** Too many failures from this source, or too many logins at once: try again later. */
  | { readonly kind: "later"; readonly retryAfterMs: number; readonly why: "throttled" | "busy" };

export interface AuthenticatorOptions {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly audit: { record(entry: Readonly<Record<string, unknown>>): void };
  readonly lockout?: AccountLockout;
  /** How long a verified password is accepted again without computing its hash, default 60 s. */
  readonly cacheMs?: number;
}

const maximumCached = 1024;
const maximumNameLength = 128;

/** Checks passwords and session tokens and says who it is. */
export class Authenticator {
  readonly lockout: AccountLockout;
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;
  readonly #clock: Clock;
  readonly #audit: AuthenticatorOptions["audit"];
  readonly #backOff: SourceBackOff;
  readonly #cacheMs: number;
  readonly #cacheKey: Uint8Array;
  /** Keyed hash of name, password and source → until when it is known to be right. */
  readonly #verified = new Map<string, number>();
  readonly #verifying = new Map<string, Promise<boolean>>();
  /** Rises with every change of an account, so that nothing verified before it is remembered after it. */
  #generation = 0;

  constructor(options: AuthenticatorOptions) {
    this.#accounts = options.accounts;
    this.#sessions = options.sessions;
    this.#clock = options.clock;
    this.#audit = options.audit;
    this.#backOff = new SourceBackOff(options.clock);
    this.#cacheMs = options.cacheMs ?? 60_000;
    this.#cacheKey = options.random(32);
    this.lockout = options.lockout ?? new AccountLockout({ clock: options.clock });
    this.#accounts.onChange(({ name, removed, passwordChanged }) => {
      this.#generation++;
      this.#verified.clear();
      // A running verification may no longer answer those who ask from now on.
      this.#verifying.clear();
      const disabled = this.#accounts.get(name)?.enabled === false;
      if (removed || passwordChanged || disabled) this.#sessions.endAllOf(name);
      if (passwordChanged) this.lockout.clear(name);
    });
  }

  /**
   * A locked account is refused like a wrong password. Verified credentials stay valid where they are in use, and only
   * there: elsewhere a guess must not be right for their sake.
   */
  async password(name: string, password: string, door: string, source: string): Promise<Authentication> {
    if (name.length > maximumNameLength) return { kind: "refused" };
    const key = createHmac("sha256", this.#cacheKey)
      .update(JSON.stringify([name, password, sourceGroup(source)]))
      .digest("base64");
    if ((this.#verified.get(key) ?? 0) > this.#clock.monotonic()) return this.#accept(name, door, source);
    const pause = this.#backOff.pause(source);
    if (pause > 0) return { kind: "later", retryAfterMs: pause, why: "throttled" };
    try {
      const right = await this.#verify(key, name, password, door, source);
      return right ? this.#accept(name, door, source) : { kind: "refused" };
    } catch (error) {
      if (error instanceof AgentError && error.code === "E_LOGIN_BUSY") {
        return { kind: "later", retryAfterMs: 1000, why: "busy" };
      }
      throw error;
    }
  }

  /** Who holds the session of this token. The role is the account's of now, not of the login. */
  token(token: string, door: string, source: string): Authentication & { readonly session?: Session } {
    const session = this.#sessions.use(token);
    if (session === undefined) return { kind: "refused" };
    const answer = this.#accept(session.user, door, source);
    return answer.kind === "accepted" ? { ...answer, session } : answer;
  }

  /** The same credentials asked for several times at once are one attempt. */
  #verify(key: string, name: string, password: string, door: string, source: string): Promise<boolean> {
    const running = this.#verifying.get(key);
    if (running !== undefined) return running;
    const verifying = this.#attempt(key, name, password, door, source).finally(() => {
      if (this.#verifying.get(key) === verifying) this.#verifying.delete(key);
    });
    this.#verifying.set(key, verifying);
    return verifying;
  }

  async #attempt(key: string, name: string, password: string, door: string, source: string): Promise<boolean> {
    // Computed also when the answer is known, so that the time tells nothing.
    const generation = this.#generation;
    const account = await this.#accounts.verify(name, password);
    const locked = this.lockout.isLocked(name, source);
    if (account !== undefined && !locked) {
      this.lockout.succeeded(name, source);
      if (generation === this.#generation) this.#remember(key);
      this.#audit.record({ what: "login", user: name, door, source, accepted: true });
      return true;
    }
    this.#backOff.failed(source);
    const known = this.#accounts.get(name) !== undefined;
    const locks = known && !locked && this.lockout.failed(name, source);
    // An unknown name may be a password typed into the wrong field.
    this.#audit.record({ what: "login", user: known ? name : null, door, source, accepted: false, locked, locks });
    return false;
  }

  #remember(key: string): void {
    const now = this.#clock.monotonic();
    for (const [old, until] of this.#verified) {
      if (until <= now || this.#verified.size >= maximumCached) this.#verified.delete(old);
    }
    this.#verified.set(key, now + this.#cacheMs);
  }

  #accept(name: string, door: string, source: string): Authentication {
    const account = this.#accounts.get(name);
    if (account === undefined || !account.enabled) return { kind: "refused" };
    const principal: Principal = { id: name, door, source, role: account.role };
    return { kind: "accepted", principal, passwordChangeRequired: account.passwordChangeRequired };
  }
}
