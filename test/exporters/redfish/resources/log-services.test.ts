import { describe, expect, it } from "vitest";
import { InternalError } from "../../../../src/base/errors.ts";
import { type Json, redfishApp } from "../redfish-app.ts";

const entries = "/redfish/v1/Managers/Agent/LogServices/EventLog/Entries";

interface Page extends Json {
  readonly Members: readonly Json[];
}

async function withEvents(count: number) {
  const app = await redfishApp();
  await Promise.all(Array.from({ length: count }, (_, i) => app.domain.agentAlarm(`a${i}`, "minor", `alarm ${i + 1}`)));
  return app;
}

describe("the event log", () => {
  it("is read to its end by following nextLink", async () => {
    const { get } = await withEvents(250);
    const seen: unknown[] = [];
    let pages = 0;
    for (let url: unknown = entries; typeof url === "string"; pages++) {
      const { body } = await get<Page>(url);
      expect(body["Members@odata.count"]).toBe(250);
      seen.push(...body.Members.map((m) => m["Message"]));
      url = body["Members@odata.nextLink"];
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => `alarm ${i + 1}`));
  });

  it("gives no entry twice where sequence numbers skip ahead", async () => {
    const { get, journal } = await withEvents(250);
    journal.entries.splice(110, 80);
    const seen: unknown[] = [];
    for (let url: unknown = entries; typeof url === "string" && seen.length < 1000; ) {
      const { body } = await get<Page>(url);
      seen.push(...body.Members.map((m) => m["Id"]));
      url = body["Members@odata.nextLink"];
    }
    expect(seen).toHaveLength(170);
    expect(new Set(seen).size).toBe(170);
  });

  it("counts and places the entries it has, not the sequence numbers that were skipped", async () => {
    const { get, journal } = await withEvents(250);
    journal.entries.splice(110, 80);
    const seen: unknown[] = [];
    for (let skip = 0; skip < 300; skip += 50) {
      const { body } = await get<Page>(`${entries}?$skip=${skip}&$top=50`);
      expect(body["Members@odata.count"]).toBe(170);
      seen.push(...body.Members.map((m) => m["Id"]));
    }
    expect(seen).toHaveLength(170);
    expect(new Set(seen).size).toBe(170);
  });

  it("counts and places entries that are in memory only", async () => {
    const { get, journal, domain, clock } = await withEvents(10);
    journal.failure = new InternalError("E_TEST", "the disk is full");
    await domain.agentAlarm("b", "minor", "in memory");
    await clock.advance(0);
    const { body } = await get<Page>(`${entries}?$skip=9&$top=1000`);
    expect(body.Members.map((m) => m["Message"])).toEqual(["alarm 10", "in memory", expect.stringContaining("log")]);
    expect(body["Members@odata.count"]).toBe(12);
    const last = await get<Page>(`${entries}?$skip=10&$top=1`);
    expect(last.body.Members.map((m) => m["Message"])).toEqual(["in memory"]);
  });

  it("misses nothing on the way when the oldest entries go meanwhile", async () => {
    const { get, journal } = await withEvents(250);
    const first = await get<Page>(entries);
    journal.entries.splice(0, 30);
    const { body } = await get<Page>(String(first.body["Members@odata.nextLink"]));
    expect(body.Members[0]!["Message"]).toBe("alarm 101");
  });

  it("gives no more than $top on the way over several pages", async () => {
    const { get } = await withEvents(1200);
    const first = await get<Page>(`${entries}?$top=1100`);
    expect(first.body.Members).toHaveLength(1000);
    const { body } = await get<Page>(String(first.body["Members@odata.nextLink"]));
    expect(body.Members).toHaveLength(100);
    expect(body).not.toHaveProperty("Members@odata.nextLink");
  });

  it("gives what $skip and $top ask, no more", async () => {
    const { get } = await withEvents(20);
    const { body } = await get<Page>(`${entries}?$skip=5&$top=2`);
    expect(body.Members.map((m) => m["Message"])).toEqual(["alarm 6", "alarm 7"]);
    expect(body).not.toHaveProperty("Members@odata.nextLink");
    expect((await get<Page>(`${entries}?$skip=99999999`)).body.Members).toEqual([]);
  });

  it("serves each entry by itself", async () => {
    const { get } = await withEvents(3);
    const [, second] = (await get<Page>(entries)).body.Members;
    const { "@odata.etag": _, ...alone } = (await get(String(second!["@odata.id"]))).body;
    expect(alone).toEqual(second);
    expect(alone).toMatchObject({
      EntryType: "Event",
      Severity: "Warning",
      MessageId: "ResourceEvent.1.4.ResourceStatusChangedWarning",
      Created: "2026-01-01T00:00:00.000Z",
      Links: { OriginOfCondition: { "@odata.id": "/redfish/v1/Managers/Agent" } },
    });
  });

  it("counts from the oldest entry it still has", async () => {
    const { get, journal } = await withEvents(10);
    journal.entries.splice(0, 4);
    const { body } = await get<Page>(`${entries}?$top=1`);
    expect(body["Members@odata.count"]).toBe(6);
    expect(body.Members[0]!["Message"]).toBe("alarm 5");
  });

  it("of nothing is empty", async () => {
    const { get } = await redfishApp();
    expect((await get<Page>(entries)).body).toMatchObject({ "Members@odata.count": 0, Members: [] });
  });

  it("knows no entry of another log", async () => {
    const { get } = await withEvents(1);
    expect((await get(`${entries}/99999999-0000-4000-8000-000000000001-1`)).status).toBe(404);
  });
});
