import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSse } from "../../../support/sse-client.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { type Body, hpiApp } from "../hpi-app.ts";

async function listening() {
  const app = await hpiApp();
  const socket = join(await temporaryDirectory(), "agent.sock");
  await app.server.listenSocket(socket);
  onTestFinished(() => app.server.close());
  const stream = (path: string, headers?: Record<string, string>) => openSse(socket, `/hpi/v1${path}`, headers);
  const alarm = (n: number) => app.domain.agentAlarm(`test-${n}`, "minor", `alarm ${n}`);
  return { ...app, stream, alarm };
}

const texts = (messages: readonly { data: unknown }[]) => messages.map(({ data }) => (data as Body)["text"]);

describe("the stream of events", () => {
  it("begins with where the log stands and goes on with what is new", async () => {
    const { stream, alarm, domain } = await listening();
    await alarm(1);
    const client = await stream("/events/stream");
    const [hello] = await client.next(1);
    expect(hello).toEqual({ id: undefined, event: "log", data: { epoch: domain.log.epoch, lastSequence: 1 } });
    await alarm(2);
    const [event] = await client.next(1);
    expect(event).toMatchObject({
      id: `${domain.log.epoch}-2`,
      event: "event",
      data: { text: "alarm 2", sequence: 2 },
    });
  });

  it("resumes after the last event the client has, without gap or repetition", async () => {
    const { stream, alarm } = await listening();
    for (let n = 1; n <= 3; n++) await alarm(n);
    const first = await stream("/events/stream?after=0");
    const [, one, two] = await first.next(3);
    expect(texts([one!, two!])).toEqual(["alarm 1", "alarm 2"]);
    first.close();
    for (let n = 4; n <= 6; n++) await alarm(n);
    const second = await stream("/events/stream", { "last-event-id": two!.id! });
    const resumed = await second.next(5);
    expect(texts(resumed.slice(1))).toEqual(["alarm 3", "alarm 4", "alarm 5", "alarm 6"]);
  });

  it("tells a client of another log so, and gives it all of this one", async () => {
    const { stream, alarm } = await listening();
    await alarm(1);
    const client = await stream("/events/stream", { "last-event-id": "00000000-aaaa-4000-8000-000000000000-77" });
    const [hello, event] = await client.next(2);
    expect(hello!.event).toBe("restarted");
    expect(texts([event!])).toEqual(["alarm 1"]);
  });

  it("does not wait for an event that a client claims to have from the future", async () => {
    const { stream, alarm, domain } = await listening();
    const client = await stream("/events/stream", { "last-event-id": `${domain.log.epoch}-999` });
    await client.next(1);
    await alarm(1);
    expect(texts(await client.next(1))).toEqual(["alarm 1"]);
  });

  it("refuses an id that is none", async () => {
    const { stream } = await listening();
    expect((await stream("/events/stream", { "last-event-id": "x" })).status).toBe(400);
  });
});

describe("the stream of readings", () => {
  it("tells the newest of what changed, once", async () => {
    const { stream, clock, domain, model } = await listening();
    const [board] = model.boards;
    const client = await stream("/readings/stream");
    const id = model.sensorId(board!, "Inlet Temp");
    for (const value of [28, 28.5, 29]) domain.report(id, { quality: "good", reason: "none", value, states: [] });
    await clock.advance(500);
    const [message] = await client.next(1);
    expect(message!.event).toBe("readings");
    expect(message!.data).toMatchObject([{ id, value: 29 }]);
    expect(message!.data).toHaveLength(1);
  });

  it("can be of one resource", async () => {
    const { stream, clock, domain, model } = await listening();
    const client = await stream(`/readings/stream?resource=${model.fanTray.id}`);
    const report = (id: number) => domain.report(id, { quality: "good", reason: "none", value: 1, states: [] });
    report(model.sensorId(model.boards[0]!, "Inlet Temp"));
    report(model.sensorId(model.fanTray, "Fan 1"));
    await clock.advance(500);
    const [message] = await client.next(1);
    expect((message!.data as Body[]).map((s) => s["name"])).toEqual(["Fan 1"]);
  });

  it("refuses a resource that is not there", async () => {
    const { stream } = await listening();
    expect((await stream("/readings/stream?resource=4711")).status).toBe(404);
  });
});
