/** Requests that nobody would think of, to everything that is served over HTTP. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Role } from "../../src/access/principal.ts";
import { UsageError } from "../../src/base/errors.ts";
import { hpiApi } from "../../src/exporters/hpi-api/index.ts";
import { loginAs } from "../support/web.ts";
import { linksIn, type RedfishApp, redfishApp } from "./redfish/redfish-app.ts";

const open = ["/redfish", "/redfish/v1", "/redfish/v1/odata", "/redfish/v1/$metadata"];
const hpi = "/hpi/v1";

/** Both services over the sample shelf. */
async function doors() {
  const app = await redfishApp();
  const { domain, accounts, server } = app;
  const agent = { name: "hpi-agent", version: "0.0.0-test", uuid: "00000000-0000-4000-8000-0000000000aa" };
  const changes = new Set<string>();
  const refuse = (what: string) => async () => {
    changes.add(what);
    throw new UsageError("E_ACCOUNT_INVALID", what);
  };
  server.register(
    hpiApi({
      domain,
      agent,
      accounts: { list: accounts.list, create: refuse("create"), update: refuse("update"), remove: refuse("remove") },
      authenticator: { password: refuse("password") },
      newPassword: () => "a password made here",
      sel: () => [],
    }),
  );
  await domain.agentAlarm("test", "minor", "something of the shelf is wrong");
  return { ...app, changes };
}

/** The paths that are served, found by following links. */
async function paths({ get }: RedfishApp): Promise<readonly string[]> {
  const redfish = await Promise.all(
    ["/redfish/v1/", "/redfish/v1/Chassis", "/redfish/v1/Managers/Agent"].map((uri) => get(uri)),
  );
  const { body } = await get<{ paths: Record<string, unknown> }>(`${hpi}/openapi.json`);
  const filled = Object.keys(body.paths).map((path) => path.replace(/\{\w+\}/g, "1"));
  const all = [...open, ...redfish.flatMap((answer) => linksIn(answer.body)), ...filled, hpi];
  // A stream does not end by itself.
  return [...new Set(all)].filter((path) => !/stream$|SSE$/.test(path));
}

const methods = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
const oddities = ["/", "//", "/.", "/..", "%2f", "%2e%2e/", "%00", "%0d%0aX:1", ";a=b", "/1", "/__proto__", "#", "%25"];
const names = [
  "$expand",
  "$select",
  "$top",
  "$skip",
  "$filter",
  "only",
  "excerpt",
  "resource",
  "after",
  "limit",
  "epoch",
];
const values = [
  ".",
  "*",
  "~",
  ".($levels=4)",
  "*($levels=9)",
  "",
  "0",
  "-1",
  "1e9",
  "Members",
  "a/b",
  "%",
  "x".repeat(300),
];

const sensible = ["$expand=.", "$expand=*", "$expand=~($levels=4)", "$select=Members", "$top=2", "only", "after=0"];

/** A path that is served with something before, behind or instead of a part of it, and a query. */
function target(known: readonly string[]): fc.Arbitrary<string> {
  const any = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...values)).map((pair) => pair.join("="));
  const query = fc.array(fc.oneof(fc.constantFrom(...sensible), any), { maxLength: 2 });
  return fc
    .record({
      path: fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 4 }, fc.constantFrom(...open)),
      odd: fc.oneof({ arbitrary: fc.constant(""), weight: 2 }, fc.constantFrom(...oddities)),
      at: fc.nat(60),
      query,
    })
    .map(({ path, odd, at, query }) => {
      const place = at > path.length ? path.length : Math.max(1, at);
      const whole = odd === "" ? path : path.slice(0, place) + odd + path.slice(place);
      return query.length === 0 ? whole : `${whole}?${query.join("&")}`;
    });
}

const login: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  fc.constant({}),
  fc.string({ unit: "binary-ascii", maxLength: 40 }).map((text) => ({
    authorization: `Basic ${Buffer.from(text).toString("base64")}`,
  })),
  fc.base64String({ maxLength: 60 }).map((text) => ({ "x-auth-token": text })),
  fc.constantFrom("Basic", "Basic =", "Bearer x", "basic Og==").map((authorization) => ({ authorization })),
);

const kinds = ["set-hot-swap", "set-power", "reset", "set-control", "set-thresholds", "rediscover"];
const operation = fc.record(
  {
    kind: fc.constantFrom(...kinds),
    resourceId: fc.oneof(fc.integer({ min: -1, max: 12 }), fc.double()),
    controlId: fc.integer({ min: 0, max: 40 }),
    sensorId: fc.integer({ min: 0, max: 40 }),
    desired: fc.oneof(
      fc.constantFrom("on", "off", "cold", "activate", "now"),
      fc.record({ upperMinor: fc.double(), lowerMinor: fc.double() }, { requiredKeys: [] }),
      fc.record({
        mode: fc.constantFrom("auto", "manual"),
        state: fc.record({ type: fc.constantFrom("digital", "analog", "led"), on: fc.boolean(), value: fc.double() }),
      }),
      fc.jsonValue({ maxDepth: 3 }),
    ),
  },
  { requiredKeys: ["kind"] },
);
const credentials = fc.record({ UserName: fc.jsonValue(), Password: fc.jsonValue() }, { requiredKeys: [] });
const body = fc.oneof(
  fc.oneof(operation, credentials, fc.jsonValue({ maxDepth: 4 })).map((value) => JSON.stringify(value)),
  fc.string({ maxLength: 80 }),
);

describe("whatever is asked", () => {
  it("tells nobody without a login anything of the hardware", async () => {
    const app = await doors();
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(target(await paths(app)), fc.constantFrom(...methods), login, async (url, method, headers) => {
        const response = await app.server.app.inject({ method, url, headers });
        statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
        expect(response.payload).not.toMatch(/Slot ?\d|KC-9120|FanTray|of the shelf/);
        if (response.statusCode >= 200 && response.statusCode < 300) {
          // As inject() sends it.
          const { pathname } = new URL(url, "http://localhost");
          expect(open).toContain(pathname.replace(/\/$/, ""));
        } else expect([400, 401, 405, 412, 414, 415, 429, 501, 503]).toContain(response.statusCode);
      }),
      { numRuns: 1500 },
    );
    // It came in where everybody may, and was turned away elsewhere.
    for (const status of [200, 401]) expect(statuses.get(status), String(status)).toBeGreaterThan(0);
  });

  it.each(["ReadOnly", "Administrator"] satisfies Role[])("is answered without an internal error: %s", async (role) => {
    const app = await doors();
    const statuses = new Map<number, number>();
    const headers = { ...loginAs(role), "content-type": "application/json" };
    await fc.assert(
      fc.asyncProperty(target(await paths(app)), fc.constantFrom(...methods), body, async (url, method, payload) => {
        const { statusCode } = await app.server.app.inject({
          ...{ method, url, headers },
          ...(method === "GET" || method === "HEAD" ? {} : { payload }),
        });
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
        expect([500, 502, 504], `${method} ${url} ${payload}`).not.toContain(statusCode);
      }),
      { numRuns: 1500 },
    );
    for (const status of [200, 400, 404, 405]) expect(statuses.get(status), String(status)).toBeGreaterThan(0);
    // Whoever only reads got no further than the door.
    if (role === "ReadOnly") expect([...app.changes]).toEqual([]);
  });
});
