import { randomBytes } from "node:crypto";
import type { InjectOptions } from "fastify";
import type { Accounts } from "../../src/access/accounts.ts";
import { Authenticator } from "../../src/access/authenticator.ts";
import { type Role, roles } from "../../src/access/principal.ts";
import { Sessions } from "../../src/access/sessions.ts";
import type { Clock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { createHttpServer, type HttpExporter, type HttpServer } from "../../src/http/server.ts";

export interface Web {
  readonly server: HttpServer;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly authenticator: Authenticator;
}

/** The password of every account; their names are the roles. */
export const webPassword = "a password for tests";

/** The real listener, without a disk: one account per role. */
export function web(clock: Clock): Web {
  const accounts = memoryAccounts();
  const sessions = new Sessions({ clock, logger: silentLogger, random: randomBytes });
  const audit = { record() {} };
  const authenticator = new Authenticator({ accounts, sessions, clock, random: randomBytes, audit });
  const server = createHttpServer({ authenticator, accounts, sessions, audit, clock, logger: silentLogger });
  return { server, accounts, sessions, authenticator };
}

export type { HttpExporter };

/** The header that logs in as somebody of a role. */
export function loginAs(role: Role): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${role}:${webPassword}`).toString("base64")}` };
}

/** One request through the whole listener; status, headers and the body as JSON, or text where it is none. */
export async function ask<T>(
  server: HttpServer,
  options: InjectOptions,
): Promise<{ status: number; headers: Readonly<Record<string, unknown>>; body: T; text: string }> {
  const response = await server.app.inject(options);
  const isJson = String(response.headers["content-type"]).includes("json");
  const body = (isJson && response.payload !== "" ? response.json() : null) as T;
  return { status: response.statusCode, headers: response.headers, body, text: response.payload };
}

/** Accounts that nobody can change: enough to log in with, without hashing or files. */
function memoryAccounts(): Accounts {
  const all = roles.map((role) => ({
    name: role,
    role,
    enabled: true,
    passwordChangeRequired: false,
    created: 0,
    passwordChanged: 0,
  }));
  const get = (name: string) => all.find((account) => account.name === name);
  const accounts: Pick<Accounts, "list" | "get" | "verify" | "onChange"> = {
    list: () => all,
    get,
    verify: async (name, password) => (password === webPassword ? get(name) : undefined),
    onChange: () => () => {},
  };
  return accounts as Accounts;
}
