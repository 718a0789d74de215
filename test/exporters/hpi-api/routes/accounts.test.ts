import { describe, expect, it } from "vitest";
import type { Role } from "../../../../src/access/principal.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { hpiApi } from "../../../../src/exporters/hpi-api/index.ts";
import { createHttpServer } from "../../../../src/http/server.ts";
import { accessIn, accountsIn, rightPassword } from "../../../access/access-fixture.ts";
import { memoryDomain } from "../../../support/memory-domain.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { ask, loginAs } from "../../../support/web.ts";
import { type Body, hpiApp } from "../hpi-app.ts";

async function appWithAccounts() {
  const accounts = await accountsIn(await temporaryDirectory());
  const app = await hpiApp({ accounts });
  const send = (method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown, as: Role = "Administrator") =>
    ask<Body>(app.server, {
      method,
      url: `/hpi/v1${path}`,
      headers: { ...loginAs(as), ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
  return { ...app, accounts, send };
}

async function appOfAnn() {
  const access = await accessIn(await temporaryDirectory());
  const { accounts, authenticator, sessions } = access;
  await accounts.create({ name: "ann", password: rightPassword, role: "ReadOnly" });
  const { domain } = await memoryDomain();
  const server = createHttpServer({ ...access, audit: { record() {} }, logger: silentLogger });
  const agent = { name: "hpi-agent", version: "0.0.0-test", uuid: "00000000-0000-4000-8000-0000000000aa" };
  const newPassword = () => "a password made here";
  server.register(hpiApi({ domain, agent, accounts, authenticator, newPassword, sel: () => [] }));
  const { token } = sessions.create("ann", "test", "192.0.2.9");
  const change = (body: unknown) =>
    ask<Body>(server, {
      method: "POST",
      url: "/hpi/v1/password",
      headers: { "x-auth-token": token, "content-type": "application/json" },
      payload: JSON.stringify(body),
    });
  return { accounts, sessions, change };
}

describe("one's own password", () => {
  const password = "another long password";

  it("is changed by who knows the current one, whatever the role, and ends the sessions", async () => {
    const { accounts, sessions, change } = await appOfAnn();
    expect(await change({ current: rightPassword, password })).toMatchObject({ status: 200, body: { name: "ann" } });
    expect(await accounts.verify("ann", password)).toMatchObject({ role: "ReadOnly" });
    expect(await accounts.verify("ann", rightPassword)).toBeUndefined();
    expect(sessions.list()).toEqual([]);
    expect(await accounts.verify("oper", rightPassword)).toBeDefined();
  });

  it("is neither changed nor guessed with a session that was found open", async () => {
    const { accounts, change } = await appOfAnn();
    const statuses: number[] = [];
    for (let i = 0; i < 40; i++) statuses.push((await change({ current: `guess number ${i}`, password })).status);
    expect(statuses[0]).toBe(403);
    expect(statuses.at(-1)).toBe(429);
    expect(await accounts.verify("ann", rightPassword)).toBeDefined();
  });

  it("is held to the same rules as any", async () => {
    const { accounts, change } = await appOfAnn();
    expect((await change({ current: rightPassword, password: "short" })).status).toBe(400);
    expect((await change({ current: rightPassword, password, name: "admin" })).status).toBe(400);
    expect((await change({ password })).status).toBe(400);
    expect(await accounts.verify("ann", rightPassword)).toBeDefined();
  });
});

describe("accounts over REST", () => {
  it("are made, with a password that is told once when none was given", async () => {
    const { accounts, send, get } = await appWithAccounts();
    const made = await send("POST", "/accounts", { name: "ann", role: "Operator" });
    expect(made).toMatchObject({ status: 201, body: { name: "ann", role: "Operator", enabled: true } });
    expect(made.headers["location"]).toBe("/hpi/v1/accounts/ann");
    expect(await accounts.verify("ann", String(made.body["password"]))).toMatchObject({ role: "Operator" });
    const given = await send("POST", "/accounts", { name: "b@c", role: "ReadOnly", password: rightPassword });
    expect(given.text).not.toContain(rightPassword);
    expect((await send("DELETE", String(given.headers["location"]).replace("/hpi/v1", ""))).status).toBe(200);
    const listed = await get("/accounts");
    expect(listed.body).toMatchObject({ accounts: [{ name: "ann" }] });
    expect(JSON.stringify(listed.body)).not.toMatch(/hash|salt|made here/);
  });

  it("are changed and removed", async () => {
    const { accounts, send } = await appWithAccounts();
    await accounts.create({ name: "ann", password: rightPassword, role: "Operator" });
    const changed = await send("PATCH", "/accounts/ann", { role: "ReadOnly", enabled: false });
    expect(changed).toMatchObject({ status: 200, body: { role: "ReadOnly", enabled: false } });
    await send("PATCH", "/accounts/ann", { enabled: true, password: "another long password" });
    expect(await accounts.verify("ann", "another long password")).toMatchObject({ role: "ReadOnly" });
    expect((await send("DELETE", "/accounts/ann")).status).toBe(200);
    expect(accounts.list()).toEqual([]);
  });

  it("are refused when they are not as expected", async () => {
    const { accounts, send } = await appWithAccounts();
    const role = "Operator";
    await accounts.create({ name: "ann", password: rightPassword, role });
    const refused: readonly (readonly ["POST" | "PATCH" | "DELETE", string, unknown, number])[] = [
      ["POST", "/accounts", { name: "ann", role }, 409],
      ["POST", "/accounts", { name: "a b", role }, 400],
      ["POST", "/accounts", { name: "bob" }, 400],
      ["POST", "/accounts", { name: "bob", role: "King" }, 400],
      ["POST", "/accounts", { name: "bob", role, password: "short" }, 400],
      ["POST", "/accounts", { name: "bob", role, hash: {} }, 400],
      ["PATCH", "/accounts/ann", { name: "bob" }, 400],
      ["PATCH", "/accounts/ann", { password: "short" }, 400],
      ["PATCH", "/accounts/bob", { enabled: false }, 404],
      ["DELETE", "/accounts/__proto__", undefined, 404],
    ];
    for (const [method, path, body, status] of refused) {
      expect([method, path, body, (await send(method, path, body)).status]).toEqual([method, path, body, status]);
    }
    expect(accounts.list()).toMatchObject([{ name: "ann", role }]);
  });

  it.each(["ReadOnly", "Operator"] as const)(
    "are an administrator's business, not one of the role %s",
    async (role) => {
      const { accounts, server, send } = await appWithAccounts();
      const create = { name: "me", role: "Administrator" };
      expect((await send("POST", "/accounts", create, role)).status).toBe(403);
      expect((await send("PATCH", "/accounts/me", { role: "Administrator" }, role)).status).toBe(403);
      expect((await send("DELETE", "/accounts/me", undefined, role)).status).toBe(403);
      expect((await ask(server, { url: "/hpi/v1/accounts", headers: loginAs(role) })).status).toBe(403);
      expect((await ask(server, { url: "/hpi/v1/accounts" })).status).toBe(401);
      expect(accounts.list()).toEqual([]);
    },
  );
});
