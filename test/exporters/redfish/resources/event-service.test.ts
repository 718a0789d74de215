import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSse } from "../../../support/sse-client.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { type Json, redfishApp } from "../redfish-app.ts";
import { schemaProblems } from "../schema-check.ts";

const subscriptions = "/redfish/v1/EventService/Subscriptions";

interface EventBody extends Json {
  readonly Events: readonly Json[];
}

async function listening() {
  const app = await redfishApp();
  const socket = join(await temporaryDirectory(), "agent.sock");
  await app.server.listenSocket(socket);
  onTestFinished(() => app.server.close());
  const uri = String((await app.get("/redfish/v1/EventService")).body["ServerSentEventUri"]);
  const stream = (headers?: Record<string, string>) => openSse(socket, uri, headers);
  return { ...app, stream };
}

describe("the event stream", () => {
  it("carries an excursion of a sensor there and back, in the words of the standard registries", async () => {
    const { stream, domain, clock, model } = await listening();
    const id = model.sensorId(model.boards[0]!, "Inlet Temp");
    const client = await stream();
    const read = async (value: number, states: readonly string[]) => {
      domain.report(id, { quality: "good", reason: "none", value, states });
      await clock.advance(2000);
    };
    await read(30, ["upperMinor"]);
    await read(27, []);
    const messages = await client.next(2);
    const bodies = messages.map(({ data }) => data as EventBody);
    expect(bodies.flatMap((body) => schemaProblems("", body))).toEqual([]);
    expect(messages.map((m) => m.id)).toEqual(bodies.map((body) => body["Id"]));
    const origin = { "@odata.id": "/redfish/v1/Chassis/Shelf1-Slot3/Sensors/InletTemp_4" };
    expect(bodies[0]!.Events[0]).toMatchObject({
      EventType: "Alert",
      MessageId: "SensorEvent.1.1.ReadingAboveUpperCautionThreshold",
      MessageArgs: ["Inlet Temp", "30", "Cel", "29.7"],
      MessageSeverity: "Warning",
      OriginOfCondition: origin,
    });
    expect(bodies[1]!.Events[0]).toMatchObject({
      MessageId: "SensorEvent.1.1.SensorReadingNormalRange",
      MessageArgs: ["Inlet Temp", "27", "Cel"],
      MessageSeverity: "OK",
      OriginOfCondition: origin,
    });
  });

  it("links each event to its entry of the log", async () => {
    const { stream, domain, get } = await listening();
    const client = await stream();
    await domain.agentAlarm("x", "major", "trouble");
    const [message] = await client.next(1);
    const [record] = (message!.data as EventBody).Events;
    const entry = await get(String((record!["LogEntry"] as Json)["@odata.id"]));
    expect(entry.body).toMatchObject({ Message: "trouble", MessageId: record!["MessageId"], Severity: "Critical" });
  });

  it("resumes after Last-Event-ID without gap or repetition", async () => {
    const { stream, domain } = await listening();
    for (let n = 1; n <= 5; n++) await domain.agentAlarm(`a${n}`, "minor", `alarm ${n}`);
    const client = await stream({ "last-event-id": `${domain.log.epoch}-2` });
    await domain.agentAlarm("a6", "minor", "alarm 6");
    const texts = (await client.next(4)).map(({ data }) => (data as EventBody).Events[0]!["Message"]);
    expect(texts).toEqual(["alarm 3", "alarm 4", "alarm 5", "alarm 6"]);
  });

  it("gives a client of another log all of this one", async () => {
    const { stream, domain } = await listening();
    await domain.agentAlarm("a", "minor", "alarm 1");
    const client = await stream({ "last-event-id": "ffffffff-0000-4000-8000-000000000001-12345" });
    const [message] = await client.next(1);
    expect(message!.id).toBe(`${domain.log.epoch}-1`);
  });

  it.each(["x", "1", "-5"])("is refused to a client whose Last-Event-ID is %j", async (id) => {
    const { stream } = await listening();
    expect((await stream({ "last-event-id": id })).status).toBe(400);
  });

  it("is shown as a subscription while it is open, and ends when that is deleted", async () => {
    const { stream, get } = await listening();
    const other = await stream();
    const client = await stream();
    const { body } = await get<{ Members: { "@odata.id": string }[] }>(subscriptions);
    expect(body.Members).toHaveLength(2);
    const uri = body.Members[1]!["@odata.id"];
    const shown = await get(uri);
    expect(shown.body).toMatchObject({ SubscriptionType: "SSE", Context: "" });
    expect(schemaProblems(uri, shown.body)).toEqual([]);
    expect((await get(uri, { method: "DELETE" })).status).toBe(204);
    await client.ended;
    expect((await get(uri)).status).toBe(404);
    other.close();
    await expect.poll(async () => (await get<{ Members: unknown[] }>(subscriptions)).body.Members).toEqual([]);
  });
});
