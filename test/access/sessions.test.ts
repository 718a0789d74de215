import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { Sessions, type SessionsOptions } from "../../src/access/sessions.ts";
import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";

function sessionsWith(options: Partial<SessionsOptions> = {}) {
  const clock = new ManualClock();
  return { clock, sessions: new Sessions({ clock, logger: silentLogger, random: randomBytes, ...options }) };
}

test("a token opens its own session and is not among what is shown of it", () => {
  const { sessions } = sessionsWith();
  const { session, token } = sessions.create("ann", "redfish", "192.0.2.1");
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(sessions.use(token)).toEqual(session);
  expect(sessions.use(`${token}x`)).toBeUndefined();
  expect(sessions.use("")).toBeUndefined();
  expect(JSON.stringify([sessions.list(), sessions.get(session.id)])).not.toContain(token);
});

test("an idle session ends, a used one stays", async () => {
  const { clock, sessions } = sessionsWith({ idleTimeoutMs: 1000 });
  const idle = sessions.create("ann", "redfish", "a");
  const used = sessions.create("ann", "redfish", "a");
  const ended: string[] = [];
  sessions.onEnd(({ id }) => ended.push(id));
  await clock.advance(600);
  sessions.use(used.token);
  await clock.advance(600);
  expect(sessions.use(idle.token)).toBeUndefined();
  expect(sessions.use(used.token)).toEqual(used.session);
  expect(ended).toEqual([idle.session.id]);
  expect(sessions.list()).toEqual([used.session]);
});

test("at the limit a user loses the own oldest idle session, never another's", async () => {
  const { clock, sessions } = sessionsWith({ limit: 3, limitPerUser: 2 });
  const ann1 = sessions.create("ann", "redfish", "a");
  await clock.advance(1);
  const ann2 = sessions.create("ann", "redfish", "a");
  await clock.advance(1);
  sessions.use(ann1.token);
  const ann3 = sessions.create("ann", "redfish", "a");
  expect(sessions.use(ann2.token)).toBeUndefined();
  const bob = sessions.create("bob", "redfish", "a");
  expect(() => sessions.create("eve", "redfish", "a")).toThrow(expect.objectContaining({ code: "E_SESSION_LIMIT" }));
  expect(sessions.list().map(({ id }) => id)).toEqual([ann1.session.id, ann3.session.id, bob.session.id]);
});

test("ending sessions of one user leaves the others", () => {
  const { sessions } = sessionsWith();
  const ann = sessions.create("ann", "redfish", "a");
  const bob = sessions.create("bob", "redfish", "a");
  sessions.endAllOf("ann");
  expect(sessions.use(ann.token)).toBeUndefined();
  expect(sessions.use(bob.token)).toEqual(bob.session);
  expect(sessions.end(bob.session.id)).toBe(true);
  expect(sessions.end(bob.session.id)).toBe(false);
});
