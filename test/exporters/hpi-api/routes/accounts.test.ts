import { describe, expect, it } from "vitest";
import type { Role } from "../../../../src/access/principal.ts";
import { accountsIn, rightPassword } from "../../../access/access-fixture.ts";
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
