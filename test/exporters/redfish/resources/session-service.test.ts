import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { ask, webPassword } from "../../../support/web.ts";
import { type Json, type RedfishApp, redfishApp } from "../redfish-app.ts";
import { schemaProblems } from "../schema-check.ts";

const sessions = "/redfish/v1/SessionService/Sessions";

function logIn({ server }: RedfishApp, payload: unknown, url = sessions) {
  return ask<Json>(server, { method: "POST", url, payload: payload as object });
}

const right = { UserName: "Operator", Password: webPassword };

describe("a session", () => {
  it.each([sessions, `${sessions}/`, `${sessions}/Members`])(
    "is opened by a POST to %s and used by its token",
    async (url) => {
      const app = await redfishApp();
      const { status, headers, body } = await logIn(app, right, url);
      expect(status).toBe(201);
      expect(headers["location"]).toBe(body["@odata.id"]);
      expect(schemaProblems(String(headers["location"]), body)).toEqual([]);
      expect(JSON.stringify(body)).not.toContain(webPassword);
      const token = { "x-auth-token": String(headers["x-auth-token"]) };
      const mine = await ask<Json>(app.server, { url: String(headers["location"]), headers: token });
      expect(mine.body).toMatchObject({ UserName: "Operator", Id: body["Id"] });
    },
  );

  it("is opened over the local socket as over the network", async () => {
    const app = await redfishApp();
    const socketPath = join(await temporaryDirectory(), "agent.sock");
    onTestFinished(() => app.server.close());
    await app.server.listenSocket(socketPath);
    const status = await new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const outgoing = request({ socketPath, path: sessions, method: "POST", headers, agent: false }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      });
      outgoing.on("error", reject);
      outgoing.end(JSON.stringify(right));
    });
    expect(status).toBe(201);
    expect(app.sessions.list()).toMatchObject([{ user: "Operator", source: "local" }]);
  });

  it("ends by DELETE, and its token with it", async () => {
    const app = await redfishApp();
    const { headers } = await logIn(app, right);
    const token = { "x-auth-token": String(headers["x-auth-token"]) };
    const url = String(headers["location"]);
    expect((await ask(app.server, { method: "DELETE", url, headers: token })).status).toBe(204);
    expect((await ask(app.server, { url: "/redfish/v1/Chassis", headers: token })).status).toBe(401);
  });

  it.each([
    [{ ...right, Password: "wrong" }, 401, "NoValidSession"],
    [{ ...right, UserName: "nobody" }, 401, "NoValidSession"],
    [{ UserName: "Operator" }, 400, "PropertyMissing"],
    [{}, 400, "PropertyMissing"],
    [{ ...right, Password: 5 }, 400, "PropertyValueTypeError"],
    [[], 400, "PropertyMissing"],
  ])("is not opened with %j", async (payload, status, key) => {
    const app = await redfishApp();
    const answer = await logIn(app, payload);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`Base.1.22.${key}`);
    expect(answer.headers).not.toHaveProperty("x-auth-token");
    expect(app.sessions.list()).toEqual([]);
  });

  it("is not opened by a body that is no JSON", async () => {
    const { server } = await redfishApp();
    const headers = { "content-type": "application/json" };
    const { status, text } = await ask(server, { method: "POST", url: sessions, headers, payload: "{" });
    expect([status, text.includes("Base.1.22.MalformedJSON")]).toEqual([400, true]);
  });

  it("is seen and ended by its owner and administrators only", async () => {
    const app = await redfishApp({ as: "ReadOnly" });
    const { headers } = await logIn(app, right);
    const url = String(headers["location"]);
    expect((await app.get<{ Members: unknown[] }>(sessions)).body.Members).toEqual([]);
    expect((await app.get(url)).status).toBe(404);
    expect((await app.get(url, { method: "DELETE" })).status).toBe(404);
    expect(app.sessions.list()).toHaveLength(1);
  });
});

describe("accounts", () => {
  it("are listed to administrators; others see their own", async () => {
    const all = (await (await redfishApp()).get<{ Members: unknown[] }>("/redfish/v1/AccountService/Accounts")).body;
    expect(all.Members).toHaveLength(3);
    const reader = await redfishApp({ as: "ReadOnly" });
    const own = (await reader.get<{ Members: unknown[] }>("/redfish/v1/AccountService/Accounts")).body;
    expect(own.Members).toEqual([{ "@odata.id": "/redfish/v1/AccountService/Accounts/ReadOnly" }]);
    expect((await reader.get("/redfish/v1/AccountService/Accounts/Operator")).status).toBe(404);
  });

  it("never tell a password", async () => {
    const { get } = await redfishApp();
    expect((await get("/redfish/v1/AccountService/Accounts/Operator")).body).toMatchObject({
      Password: null,
      RoleId: "Operator",
      AccountTypes: ["Redfish"],
    });
  });
});
