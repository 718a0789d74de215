import { describe, expect, it } from "vitest";
import { type Body, hpiApp } from "../hpi-app.ts";

interface Page {
  readonly epoch: string;
  readonly next: number;
  readonly events: readonly (Body & { readonly sequence: number; readonly id: string })[];
}

async function withEvents(count: number) {
  const app = await hpiApp();
  for (let i = 1; i <= count; i++)
    await app.domain.agentAlarm(`test-${i}`, i % 2 === 0 ? "minor" : "major", `alarm ${i}`);
  return app;
}

describe("the event log", () => {
  it("is read to its end page by page", async () => {
    const { get } = await withEvents(25);
    const seen: number[] = [];
    let after = 0;
    for (let pages = 0; pages < 10; pages++) {
      const { body } = await get<Page>(`/events?after=${after}&limit=10`);
      seen.push(...body.events.map((e) => e.sequence));
      if (body.next === after) break;
      after = body.next;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  });

  it("gives the latest without a place to start", async () => {
    const { get, domain } = await withEvents(5);
    const { body } = await get<Page>("/events?limit=2");
    expect(body.events.map((e) => e["text"])).toEqual(["alarm 4", "alarm 5"]);
    expect(body.events[1]!.id).toBe(`${domain.log.epoch}-5`);
    expect(body.events[1]!["time"]).toEqual({ received: "2026-01-01T00:00:00.000Z", device: null, trusted: false });
  });

  it("tells a reader of another log that it was begun anew", async () => {
    const { get, domain } = await withEvents(1);
    expect((await get(`/events?after=0&epoch=${domain.log.epoch}`)).status).toBe(200);
    const { status, body } = await get<{ error: Body }>("/events?after=0&epoch=other");
    expect([status, body.error["code"]]).toEqual([410, "E_LOG_EPOCH"]);
    expect(body.error["context"]).toEqual({ epoch: domain.log.epoch, lastSequence: 1 });
  });
});

it("an alarm is acknowledged by an operator, who is named in the log", async () => {
  const { domain, post } = await hpiApp({ role: "Operator" });
  await domain.agentAlarm("disk", "minor", "the disk is full");
  const { id } = domain.alarms()[0]!;
  expect(await post(`/alarms/${id}/acknowledge`, {})).toMatchObject({
    status: 200,
    body: { alarm: { acknowledged: true } },
  });
  expect((await domain.log.latest(1))[0]?.text).toMatch(/^\S+ acknowledged: the disk is full$/);
  expect((await post("/alarms/999/acknowledge", {})).status).toBe(404);
  const reader = await hpiApp({ role: "ReadOnly" });
  await reader.domain.agentAlarm("disk", "minor", "the disk is full");
  expect((await reader.post(`/alarms/${reader.domain.alarms()[0]!.id}/acknowledge`, {})).status).toBe(403);
});

it("alarms are those that hold, with the event that raised each", async () => {
  const { get, domain } = await withEvents(2);
  await domain.agentAlarm("test-1", null, "over");
  const { body } = await get<{ alarms: Body[] }>("/alarms");
  expect(body.alarms).toHaveLength(1);
  expect(body.alarms[0]).toMatchObject({ severity: "minor", text: "alarm 2", event: `${domain.log.epoch}-2` });
});

it("the SEL is what the sources have read", async () => {
  const record = { controller: "shelf", id: 3, time: Date.UTC(2026, 0, 1), text: "Fan 1: low", raw: "0302" };
  const { get } = await hpiApp({ sel: () => [record, { ...record, id: 4, time: null }] });
  const { body } = await get<{ records: Body[] }>("/sel");
  expect(body.records.map((r) => r["time"])).toEqual(["2026-01-01T00:00:00.000Z", null]);
});
