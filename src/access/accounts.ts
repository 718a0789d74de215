import type { Clock } from "../base/clock.ts";
import { Emitter, type Unsubscribe } from "../base/emitter.ts";
import { NotThereError, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { StoreError } from "../store/errors.ts";
import type { StateFile } from "../store/state-file.ts";
import type { Store } from "../store/store.ts";
import type { PasswordHash, PasswordHasher } from "./password.ts";
import { isRole, type Role } from "./principal.ts";

/** A person or program that may log in over the network. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  readonly enabled: boolean;
  /** Until the password is changed the account may do nothing else. */
  readonly passwordChangeRequired: boolean;
  /** Wall clock, milliseconds. */
  readonly created: number;
  readonly passwordChanged: number;
}

interface StoredAccount extends Account {
  readonly hash: PasswordHash;
}

export interface AccountInput {
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  readonly enabled?: boolean;
  readonly passwordChangeRequired?: boolean;
}

export type AccountChange = Partial<Omit<AccountInput, "name">>;

export interface AccountChanged {
  readonly name: string;
  readonly removed: boolean;
  readonly passwordChanged: boolean;
}

export interface AccountsOptions {
  readonly store: Pick<Store, "openStateFile">;
  readonly hasher: Pick<PasswordHasher, "hash" | "verify">;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const passwordLength = { minimum: 12, maximum: 128 } as const;
const maximumAccounts = 64;
/** What the audit log calls whoever uses the local socket. */
const socketUser = "local";
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,31}$/;

/** The accounts, in a state file. After a loss of that file nobody can log in over the network until one is created. */
export class Accounts {
  readonly #file: StateFile<readonly StoredAccount[]>;
  readonly #hasher: AccountsOptions["hasher"];
  readonly #clock: Clock;
  readonly #changes: Emitter<AccountChanged>;
  readonly #accounts: Map<string, StoredAccount>;
  /** One change at a time, so that none is judged by what another is about to alter. */
  #changing: Promise<unknown> = Promise.resolve();

  static async open(options: AccountsOptions): Promise<Accounts> {
    const file = options.store.openStateFile({ name: "accounts", version: 1, decode });
    const result = await file.read();
    const stored = "value" in result ? result.value : [];
    return new Accounts(options, file, stored);
  }

  private constructor(
    options: AccountsOptions,
    file: StateFile<readonly StoredAccount[]>,
    stored: readonly StoredAccount[],
  ) {
    this.#file = file;
    this.#hasher = options.hasher;
    this.#clock = options.clock;
    this.#changes = new Emitter("account changes", options.logger);
    this.#accounts = new Map(stored.map((account) => [account.name, account]));
  }

  list(): readonly Account[] {
    return [...this.#accounts.values()].map(withoutHash);
  }

  get(name: string): Account | undefined {
    const account = this.#accounts.get(name);
    return account === undefined ? undefined : withoutHash(account);
  }

  /** Takes the same time for unknown and disabled accounts, which never verify. */
  async verify(name: string, password: string): Promise<Account | undefined> {
    const account = this.#accounts.get(name);
    const matches = await this.#hasher.verify(password.slice(0, passwordLength.maximum + 1), account?.hash);
    // Changed or removed while the hash was computed: what was verified is no longer so.
    const current = this.#accounts.get(name);
    if (!matches || current === undefined || !current.enabled || current.hash !== account?.hash) return undefined;
    return withoutHash(current);
  }

  /** Throws UsageError `E_ACCOUNT_EXISTS`, `E_ACCOUNT_INVALID`. */
  create(input: AccountInput): Promise<Account> {
    return this.#alone(async () => {
      const { name, password, role } = input;
      if (name === socketUser) throw invalid("name", `another name: ${name} is whoever uses the local socket`);
      if (!namePattern.test(name)) throw invalid("name", "1 to 32 letters, digits, or one of _ . @ -");
      if (!isRole(role)) throw invalid("role", "ReadOnly, Operator or Administrator");
      checkPassword(password, name);
      if (this.#accounts.has(name)) throw new UsageError("E_ACCOUNT_EXISTS", `account "${name}" exists`, { name });
      if (this.#accounts.size >= maximumAccounts) throw invalid("name", `at most ${maximumAccounts} accounts`);
      const now = this.#clock.wall();
      const account: StoredAccount = {
        name,
        role,
        enabled: input.enabled ?? true,
        passwordChangeRequired: input.passwordChangeRequired ?? false,
        created: now,
        passwordChanged: now,
        hash: await this.#hasher.hash(password),
      };
      await this.#save(new Map(this.#accounts).set(name, account));
      this.#changes.emit({ name, removed: false, passwordChanged: true });
      return withoutHash(account);
    });
  }

  /** Throws NotThereError `E_NO_ACCOUNT`, UsageError `E_ACCOUNT_INVALID`. A new password lifts a demand to change it. */
  update(name: string, change: AccountChange): Promise<Account> {
    return this.#alone(async () => {
      const old = this.#existing(name);
      const { password, role, enabled, passwordChangeRequired } = change;
      if (role !== undefined && !isRole(role)) throw invalid("role", "ReadOnly, Operator or Administrator");
      if (password !== undefined) checkPassword(password, name);
      const account: StoredAccount = {
        ...old,
        role: role ?? old.role,
        enabled: enabled ?? old.enabled,
        passwordChangeRequired: passwordChangeRequired ?? (password === undefined && old.passwordChangeRequired),
        ...(password === undefined
          ? {}
          : { hash: await this.#hasher.hash(password), passwordChanged: this.#clock.wall() }),
      };
      await this.#save(new Map(this.#accounts).set(name, account));
      this.#changes.emit({ name, removed: false, passwordChanged: password !== undefined });
      return withoutHash(account);
    });
  }

  /** Throws NotThereError `E_NO_ACCOUNT`. */
  remove(name: string): Promise<void> {
    return this.#alone(async () => {
      this.#existing(name);
      const remaining = new Map(this.#accounts);
      remaining.delete(name);
      await this.#save(remaining);
      this.#changes.emit({ name, removed: true, passwordChanged: false });
    });
  }

  onChange(listener: (change: AccountChanged) => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  #existing(name: string): StoredAccount {
    const account = this.#accounts.get(name);
    if (account === undefined) throw new NotThereError("E_NO_ACCOUNT", `there is no account "${name}"`, { name });
    return account;
  }

  /** What is not on disk does not count. */
  async #save(accounts: ReadonlyMap<string, StoredAccount>): Promise<void> {
    await this.#file.write([...accounts.values()]);
    this.#accounts.clear();
    for (const [name, account] of accounts) this.#accounts.set(name, account);
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#changing.then(work);
    this.#changing = Promise.allSettled([result]);
    return result;
  }
}

function checkPassword(password: string, name: string): void {
  const { minimum, maximum } = passwordLength;
  if (password.length < minimum || password.length > maximum) {
    throw invalid("password", `${minimum} to ${maximum} characters`);
  }
  if (password === name) throw invalid("password", "something else than the account's name");
}

function invalid(property: "name" | "password" | "role", expected: string): UsageError {
  return new UsageError("E_ACCOUNT_INVALID", `${property}: expected ${expected}`, { property, expected });
}

function withoutHash({ hash: _hash, ...account }: StoredAccount): Account {
  return account;
}

function decode(raw: unknown): readonly StoredAccount[] {
  const whole = (account: Partial<StoredAccount> | null) =>
    typeof account?.name === "string" &&
    isRole(account.role) &&
    typeof account.enabled === "boolean" &&
    typeof account.hash?.key === "string" &&
    typeof account.hash.salt === "string" &&
    Number.isInteger(account.hash.N);
  if (!Array.isArray(raw) || !raw.every(whole)) throw new StoreError("E_STATE_DAMAGED", "not a list of accounts");
  return raw as readonly StoredAccount[];
}
