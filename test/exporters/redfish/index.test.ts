import { describe, expect, it } from "vitest";
import { ask } from "../../support/web.ts";
import { crawl, linksIn, redfishApp } from "./redfish-app.ts";
import { schemaProblems } from "./schema-check.ts";

describe("the Redfish service", () => {
  it("serves everything its links lead to, as the schemas say", async () => {
    const app = await redfishApp();
    await app.domain.agentAlarm("test", "minor", "something is wrong");
    app.sessions.create("Administrator", "redfish", "127.0.0.1");
    const all = await crawl(app);
    expect(all.size).toBeGreaterThan(80);
    const types = new Set([...all.values()].map((body) => String(body["@odata.type"]).split(".").at(-1)));
    expect(types).toContain("LogEntryCollection");
    expect(types).toContain("Session");
    expect([...all].flatMap(([uri, body]) => schemaProblems(uri, body))).toEqual([]);
    // An entry is inside its collection, and served by itself.
    const entries = linksIn(all.get("/redfish/v1/Managers/Agent/LogServices/EventLog/Entries"));
    expect(entries.filter((uri) => uri.includes("/Entries/") && all.has(uri))).toHaveLength(1);
  });

  it("does so with boards out, silent controllers and sensors without readings", async () => {
    const app = await redfishApp();
    const { domain, model } = app;
    const [first, second] = model.boards;
    await domain.emit({
      type: "hot-swap",
      severity: "major",
      time: domain.eventTime(),
      origin: "sel",
      resourceId: first!.id,
      state: "NotPresent",
      previousState: "Active",
      cause: "surprise-extraction",
      native: "M0",
      text: "out",
    });
    await domain.setSilent(second!.id, true, "no answer");
    domain.report(model.sensorId(model.fanTray, "Fan 1"), {
      quality: "unavailable",
      reason: "error",
      value: null,
      states: [],
    });
    const all = await crawl(app);
    expect(all.size).toBeGreaterThan(80);
    expect([...all].flatMap(([uri, body]) => schemaProblems(uri, body))).toEqual([]);
  });

  it.each([["node" as const], ["shelf" as const], [undefined]])(
    "does so while nothing is discovered yet, as %s",
    async (role) => {
      const app = await redfishApp({ role, empty: true });
      const all = await crawl(app);
      expect([...all].flatMap(([uri, body]) => schemaProblems(uri, body))).toEqual([]);
    },
  );

  it("does so for an account that may only read", async () => {
    const app = await redfishApp({ as: "ReadOnly" });
    expect((await crawl(app)).size).toBeGreaterThan(80);
  });

  it("says that the hardware is simulated", async () => {
    const { get } = await redfishApp();
    const { body } = await get("/redfish/v1/");
    expect(body).toMatchObject({ Oem: { HpiAgent: { Simulated: true } } });
  });
});

describe("without login", () => {
  const open = ["/redfish", "/redfish/", "/redfish/v1", "/redfish/v1/", "/redfish/v1/odata", "/redfish/v1/$metadata"];
  it.each(open)("%s is served", async (url) => {
    const { server } = await redfishApp();
    const { status, headers } = await ask(server, { url });
    expect([status, headers["odata-version"]]).toEqual([200, "4.0"]);
  });

  it("nothing else is", async () => {
    const app = await redfishApp();
    const all = [...(await crawl(app)).keys(), "/redfish/v1/EventService/SSE", "/redfish/v1/nothing"];
    for (const url of all.filter((uri) => uri !== "/redfish/v1/")) {
      const { status, headers, text } = await ask(app.server, { url });
      expect([url, status]).toEqual([url, 401]);
      expect(headers["www-authenticate"]).toMatch(/^Basic/);
      expect(text).toContain("NoValidSession");
    }
  });

  it.each(["*", ".", "~", ".($levels=4)"])("nothing is found out by $expand=%s of what is open", async (expand) => {
    const app = await redfishApp();
    for (const root of ["/redfish/v1", "/redfish/v1/"]) {
      const { status, text } = await ask(app.server, { url: `${root}?$expand=${expand}` });
      expect(status).toBe(401);
      expect(text).not.toContain("Slot3");
      expect((await app.get(`${root}?$expand=${expand}`)).status).toBe(200);
    }
    expect((await app.get("/redfish/v1/?$expand=.($levels=2)")).text).toContain("Slot3");
  });

  it("the version document is exactly what DSP0266 asks", async () => {
    const { server } = await redfishApp();
    expect((await ask(server, { url: "/redfish" })).body).toEqual({ v1: "/redfish/v1/" });
  });

  it("$metadata names the schema of every type that is served", async () => {
    const app = await redfishApp();
    const { text, headers } = await ask(app.server, { url: "/redfish/v1/$metadata" });
    expect(headers["content-type"]).toContain("application/xml");
    expect(text).toContain("EntityContainer");
    const namespaces = [...(await crawl(app)).values()].map(
      (body) => /^#(.+)\.[^.]+$/.exec(String(body["@odata.type"]))![1],
    );
    for (const namespace of namespaces) expect(text).toContain(`Namespace="${namespace}"`);
  });
});

describe("protocol", () => {
  const uri = "/redfish/v1/Chassis/Shelf1";

  it("answers with the headers DSP0266 wants", async () => {
    const { get } = await redfishApp();
    const { headers } = await get(uri);
    expect(headers).toMatchObject({
      "odata-version": "4.0",
      allow: "GET, HEAD",
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-cache",
      link: "</redfish/v1/JsonSchemas/Chassis.v1_28_0>; rel=describedby",
    });
  });

  it("gives one entity tag in header and body, which stays while nothing changes", async () => {
    const { get, domain, model } = await redfishApp();
    const sensor = "/redfish/v1/Chassis/Shelf1-FanTrayBay1/Sensors/Fan1_1";
    const first = await get(sensor);
    expect(first.headers["etag"]).toMatch(/^"[\w-]+"$/);
    expect(first.body["@odata.etag"]).toBe(first.headers["etag"]);
    expect((await get(sensor)).headers["etag"]).toBe(first.headers["etag"]);
    const id = model.sensorId(model.fanTray, "Fan 1");
    domain.report(id, { quality: "good", reason: "none", value: 3000, states: [] });
    expect((await get(sensor)).headers["etag"]).not.toBe(first.headers["etag"]);
  });

  it.each([(tag: string) => tag, (tag: string) => `W/${tag}`, (tag: string) => `"other", ${tag}`, () => "*"])(
    "answers 304 to a client that has it already (%#)",
    async (header) => {
      const { get } = await redfishApp();
      const tag = String((await get(uri)).headers["etag"]);
      const again = await get(uri, { headers: { "if-none-match": header(tag) } });
      expect([again.status, again.text]).toEqual([304, ""]);
      expect((await get(uri, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    },
  );

  it("refuses another version of OData", async () => {
    const { get } = await redfishApp();
    expect((await get(uri, { headers: { "odata-version": "4.0" } })).status).toBe(200);
    expect((await get(uri, { headers: { "odata-version": "4.1" } })).status).toBe(412);
  });

  it.each(["POST", "PATCH", "PUT", "DELETE"] as const)(
    "answers %s where it only reads with 405 and Allow",
    async (method) => {
      const { get } = await redfishApp();
      for (const url of ["/redfish/v1/", uri, "/redfish/v1/Chassis"]) {
        const { status, headers, body } = await get<{ error: { code: string } }>(url, { method, payload: {} });
        expect([url, status, headers["allow"]]).toEqual([url, 405, "GET, HEAD"]);
        expect(body.error.code).toMatch(/^Base\.1\.22\./);
      }
    },
  );

  it("answers HEAD with the headers of GET", async () => {
    const { get } = await redfishApp();
    const [head, whole] = [await get(uri, { method: "HEAD" }), await get(uri)];
    expect([head.status, head.text]).toEqual([200, ""]);
    expect(head.headers["etag"]).toBe(whole.headers["etag"]);
  });

  it.each([
    "/redfish/v1/Chassis/Nothing",
    "/redfish/v1/Chassis/__proto__",
    "/redfish/v1/Chassis/Shelf1/Sensors/constructor",
    "/redfish/v1/Systems/%00",
    "/redfish/v1/Managers/Shelf1-Slot3/LogServices",
    "/redfish/v1/Managers/Agent/LogServices/EventLog/Entries/1",
    "/redfish/v1/Managers/Agent/LogServices/EventLog/Entries/00000000-0000-4000-8000-000000000001-999999999999999",
    "/redfish/v1/Registries/Base",
    "/redfish/v1/JsonSchemas/toString",
    "/redfish/v1/AccountService/Roles/Root",
    "/redfish/v1/SessionService/Sessions/x",
    "/redfish/v1/EventService/Subscriptions/SSE1",
    "/redfish/v2",
  ])("knows nothing at %s", async (url) => {
    const { get } = await redfishApp();
    const { status, body } = await get<{ error: Record<string, unknown> }>(url);
    expect(status).toBe(404);
    const info = (body.error["@Message.ExtendedInfo"] as Record<string, unknown>[])[0]!;
    expect(info).toMatchObject({ MessageId: "Base.1.22.ResourceMissingAtURI", MessageSeverity: "Critical" });
    expect(schemaProblems("", info)).toEqual([]);
  });

  it("answers a URI that is far too long without falling over", async () => {
    const { get } = await redfishApp();
    const { status } = await get(`/redfish/v1/Chassis/${"x".repeat(10_000)}`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});
