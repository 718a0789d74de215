import { randomBytes } from "node:crypto";
import { Accounts, type AccountsOptions } from "../../src/access/accounts.ts";
import { Authenticator } from "../../src/access/authenticator.ts";
import { PasswordHasher } from "../../src/access/password.ts";
import { Sessions, type SessionsOptions } from "../../src/access/sessions.ts";
import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { openStateFile } from "../../src/store/state-file.ts";

/** Hashes that cost nothing, for tests that are not about their cost. */
export const cheap = { N: 16, r: 1, p: 1 };

export const rightPassword = "correct horse battery";

export interface Access {
  readonly clock: ManualClock;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly authenticator: Authenticator;
  readonly audited: Readonly<Record<string, unknown>>[];
}

export async function accountsIn(
  directory: string,
  clock = new ManualClock(),
  hasher: AccountsOptions["hasher"] = cheapHasher(),
): Promise<Accounts> {
  return Accounts.open({
    store: { openStateFile: (options) => openStateFile({ ...options, directory, logger: silentLogger }) },
    hasher,
    clock,
    logger: silentLogger,
  });
}

export function cheapHasher(): PasswordHasher {
  return new PasswordHasher({ random: randomBytes, cost: cheap });
}

/** Everything needed to log in, with an administrator `admin`, an operator `oper` and a reader `reader`. */
export async function accessIn(directory: string, sessionOptions: Partial<SessionsOptions> = {}): Promise<Access> {
  const clock = new ManualClock();
  const accounts = await accountsIn(directory, clock);
  await accounts.create({ name: "admin", password: rightPassword, role: "Administrator" });
  await accounts.create({ name: "oper", password: rightPassword, role: "Operator" });
  await accounts.create({ name: "reader", password: rightPassword, role: "ReadOnly" });
  const sessions = new Sessions({ clock, logger: silentLogger, random: randomBytes, ...sessionOptions });
  const audited: Readonly<Record<string, unknown>>[] = [];
  const audit = { record: (entry: Readonly<Record<string, unknown>>) => void audited.push(entry) };
  const authenticator = new Authenticator({ accounts, sessions, clock, random: randomBytes, audit });
  return { clock, accounts, sessions, authenticator, audited };
}
