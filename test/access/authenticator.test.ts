import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { accessIn, rightPassword } from "./access-fixture.ts";

const wrong = "wrong horse battery";

test("a right password becomes a principal with the account's role", async () => {
  const { authenticator, audited } = await accessIn(await temporaryDirectory());
  expect(await authenticator.password("oper", rightPassword, "redfish", "192.0.2.1")).toEqual({
    kind: "accepted",
    principal: { id: "oper", door: "redfish", source: "192.0.2.1", role: "Operator" },
    passwordChangeRequired: false,
  });
  expect(audited).toEqual([{ what: "login", user: "oper", door: "redfish", source: "192.0.2.1", accepted: true }]);
});

test("five wrong passwords lock the account against the right one too, for 300 s", async () => {
  const { authenticator, clock } = await accessIn(await temporaryDirectory());
  const ask = (password: string) => authenticator.password("oper", password, "redfish", "a");
  for (let failure = 0; failure < 5; failure++) expect(await ask(wrong)).toEqual({ kind: "refused" });
  expect(await ask(rightPassword)).toEqual({ kind: "refused" });
  await clock.advance(300_000);
  expect((await ask(rightPassword)).kind).toBe("accepted");
});

test("guesses from many addresses do not keep out who logs in from where it did before", async () => {
  const { authenticator, clock } = await accessIn(await temporaryDirectory());
  const ask = async (source: string, password: string) =>
    (await authenticator.password("oper", password, "redfish", source)).kind;
  expect(await ask("192.0.2.1", rightPassword)).toBe("accepted");
  for (let host = 1; host <= 20; host++) expect(await ask(`198.51.100.${host}`, wrong)).toBe("refused");
  expect(authenticator.lockout.isLocked("oper")).toBe(true);
  // Also when it has to be verified anew.
  await clock.advance(60_001);
  expect(await ask("192.0.2.1", rightPassword)).toBe("accepted");
});

test("a guess that is right is refused while the account is locked, although the owner is at work", async () => {
  const { authenticator } = await accessIn(await temporaryDirectory());
  const ask = async (source: string, password: string) =>
    (await authenticator.password("oper", password, "redfish", source)).kind;
  await ask("192.0.2.1", rightPassword);
  for (let host = 1; host <= 5; host++) await ask(`198.51.100.${host}`, wrong);
  expect(await ask("198.51.100.6", rightPassword)).toBe("refused");
  expect(await ask("192.0.2.1", rightPassword)).toBe("accepted");
});

test("three failures of one source slow nobody down, a guessing source is told to wait", async () => {
  const { authenticator } = await accessIn(await temporaryDirectory());
  const guess = (n: number) => authenticator.password(`nobody${n}`, wrong, "redfish", "192.0.2.9");
  for (let n = 0; n < 3; n++) await guess(n);
  expect((await authenticator.password("oper", rightPassword, "redfish", "192.0.2.9")).kind).toBe("accepted");
  for (let n = 3; n < 10; n++) expect(await guess(n)).toEqual({ kind: "refused" });
  expect(await guess(10)).toEqual({ kind: "later", retryAfterMs: 1000, why: "throttled" });
  // What is already verified, and every other source, goes on.
  expect((await authenticator.password("oper", rightPassword, "redfish", "192.0.2.9")).kind).toBe("accepted");
  expect((await authenticator.password("admin", rightPassword, "redfish", "192.0.2.1")).kind).toBe("accepted");
});

test("names of unknown users do not reach the audit, wrong tries do, passwords never", async () => {
  const { authenticator, audited } = await accessIn(await temporaryDirectory());
  await authenticator.password("hunter2-typed-here", wrong, "redfish", "a");
  await authenticator.password("oper", wrong, "redfish", "a");
  expect(audited).toMatchObject([
    { user: null, accepted: false },
    { user: "oper", accepted: false },
  ]);
  expect(JSON.stringify(audited)).not.toMatch(/hunter2|horse/);
});

test("a verified password is remembered for a minute and forgotten at any change of accounts", async () => {
  const { authenticator, accounts, audited, clock } = await accessIn(await temporaryDirectory());
  const ask = () => authenticator.password("oper", rightPassword, "redfish", "a");
  for (let n = 0; n < 5; n++) expect((await ask()).kind).toBe("accepted");
  // Only a computed verification is audited, so their number tells how often the hash was computed.
  expect(audited).toHaveLength(1);
  await clock.advance(60_001);
  await ask();
  expect(audited).toHaveLength(2);
  await accounts.update("reader", { role: "Operator" });
  await ask();
  expect(audited).toHaveLength(3);
  await accounts.update("oper", { password: "another long secret" });
  expect(await ask()).toEqual({ kind: "refused" });
});

test("a name longer than any account's is refused without a look", async () => {
  const { authenticator, audited } = await accessIn(await temporaryDirectory());
  expect(await authenticator.password("a".repeat(129), wrong, "redfish", "a")).toEqual({ kind: "refused" });
  expect(audited).toEqual([]);
  await authenticator.password("a".repeat(128), wrong, "redfish", "a");
  expect(audited).toHaveLength(1);
});

test("the same credentials at the same moment cost one hash", async () => {
  const { authenticator, audited } = await accessIn(await temporaryDirectory());
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => authenticator.password("oper", rightPassword, "redfish", "a")),
  );
  expect(answers.every(({ kind }) => kind === "accepted")).toBe(true);
  expect(audited).toHaveLength(1);
});

test("too many logins at once are told to come back", async () => {
  const { authenticator } = await accessIn(await temporaryDirectory());
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) => authenticator.password(`user${n}`, wrong, "redfish", `192.0.2.${n}`)),
  );
  expect(answers).toContainEqual({ kind: "later", retryAfterMs: 1000, why: "busy" });
  expect(answers.filter(({ kind }) => kind === "refused")).toHaveLength(34);
});

test("a token gives the account's role of now, and nothing once the account is gone", async () => {
  const { authenticator, accounts, sessions } = await accessIn(await temporaryDirectory());
  const { token, session } = sessions.create("oper", "redfish", "a");
  expect(authenticator.token(token, "redfish", "b")).toMatchObject({
    kind: "accepted",
    principal: { id: "oper", role: "Operator", source: "b" },
    session: { id: session.id },
  });
  await accounts.update("oper", { role: "ReadOnly" });
  expect(authenticator.token(token, "redfish", "b")).toMatchObject({ principal: { role: "ReadOnly" } });
  await accounts.update("oper", { enabled: false });
  expect(authenticator.token(token, "redfish", "b")).toEqual({ kind: "refused" });
  expect(sessions.list()).toEqual([]);
});

test("a changed password ends the user's sessions and unlocks the account", async () => {
  const { authenticator, accounts, sessions } = await accessIn(await temporaryDirectory());
  const { token } = sessions.create("oper", "redfish", "a");
  for (let failure = 0; failure < 5; failure++) await authenticator.password("oper", wrong, "redfish", "a");
  await accounts.update("oper", { password: "another long secret" });
  expect(authenticator.token(token, "redfish", "a")).toEqual({ kind: "refused" });
  expect((await authenticator.password("oper", "another long secret", "redfish", "a")).kind).toBe("accepted");
});
