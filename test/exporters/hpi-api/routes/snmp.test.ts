import { describe, expect, it } from "vitest";
import type { SnmpAdministration } from "../../../../src/exporters/hpi-api/snmp-administration.ts";
import { ask, loginAs } from "../../../support/web.ts";
import { hpiApp } from "../hpi-app.ts";

describe("SNMP users, targets and views over REST", () => {
  function administration() {
    const calls: unknown[][] = [];
    const snmp: SnmpAdministration = {
      list: () => ({ users: [], targets: [], views: [], filters: [] }),
      async putUser(...given) {
        calls.push(["user", ...given]);
        return { privPassword: "made-once" };
      },
      async putTarget(...given) {
        calls.push(["target", ...given]);
      },
      async putView(...given) {
        calls.push(["view", ...given]);
      },
      async putFilter(...given) {
        calls.push(["filter", ...given]);
      },
      async remove(...given) {
        calls.push(["remove", ...given]);
      },
    };
    return { snmp, calls };
  }
  const send = (app: Awaited<ReturnType<typeof hpiApp>>, method: "PUT" | "DELETE", path: string, body?: unknown) =>
    ask(app.server, {
      method,
      url: `/hpi/v1${path}`,
      headers: { ...loginAs("Administrator"), ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });

  it("are set up and removed; passwords that were made are told", async () => {
    const { snmp, calls } = administration();
    const app = await hpiApp({ snmp });
    const user = await send(app, "PUT", "/snmp/users/noc", { role: "Operator", authPassword: "given-words" });
    expect(user).toMatchObject({ status: 200, body: { name: "noc", privPassword: "made-once" } });
    await send(app, "PUT", "/snmp/targets/t", { host: "192.0.2.1", user: "noc", kind: "inform" });
    await send(app, "PUT", "/snmp/views/v", { include: ["1.3.6.1"] });
    await send(app, "PUT", "/snmp/filters/f", { include: ["1.3.6.1"] });
    expect((await send(app, "DELETE", "/snmp/views/v")).status).toBe(200);
    // Over SNMP a name may be any text.
    expect((await send(app, "DELETE", "/snmp/users/night%20shift%20%C3%A9")).status).toBe(200);
    expect(calls.map(([what, name]) => `${what} ${name}`)).toEqual([
      ...["user noc", "target t", "view v", "filter f", "remove views", "remove users"],
    ]);
    expect(calls[0]![2]).toMatchObject({ role: "Operator", authProtocol: "SHA-256", privProtocol: "AES" });
    expect((await app.get("/snmp")).body).toEqual({ users: [], targets: [], views: [], filters: [] });
  });

  it("are refused when they are not as expected", async () => {
    const { snmp, calls } = administration();
    const app = await hpiApp({ snmp });
    const wrong: readonly (readonly [string, unknown])[] = [
      ["/snmp/users/a%20b", {}],
      ["/snmp/users/__proto__", {}],
      ["/snmp/users/x", { authPassword: "short" }],
      ["/snmp/users/x", { role: "King" }],
      ["/snmp/targets/t", { host: "example.com", user: "x" }],
      ["/snmp/targets/t", { host: "192.0.2.1" }],
      ["/snmp/targets/t", { host: "192.0.2.1", community: "c", version: "v1", kind: "inform" }],
      ["/snmp/views/v", { include: [] }],
      ["/snmp/views/v", { include: ["iso"] }],
    ];
    for (const [path, body] of wrong) expect((await send(app, "PUT", path, body)).status, path).toBe(400);
    expect(calls).toEqual([]);
    const { body } = await send(app, "PUT", "/snmp/targets/t", { host: "example.com", user: "x" });
    expect(body).toMatchObject({ error: { message: "host: expected an IP address" } });
  });

  it("are for administrators only, and for agents that speak SNMP", async () => {
    const operator = await hpiApp({ snmp: administration().snmp, role: "Operator" });
    expect((await operator.get("/snmp")).status).toBe(403);
    const none = await hpiApp();
    expect((await none.get("/snmp")).body).toMatchObject({ error: { code: "E_NO_SNMP" } });
  });
});
