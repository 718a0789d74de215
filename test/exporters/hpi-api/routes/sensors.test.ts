import { describe, expect, it } from "vitest";
import type { QualityReason } from "../../../../src/hpi/reading.ts";
import { type Body, hpiApp } from "../hpi-app.ts";

async function inletTemp(app: Awaited<ReturnType<typeof hpiApp>>) {
  const id = app.model.sensorId(app.model.boards[0]!, "Inlet Temp");
  return { id, read: async () => (await app.get(`/sensors/${id}`)).body };
}

describe("a sensor", () => {
  it("tells a good value with its unit, states, thresholds and age", async () => {
    const app = await hpiApp();
    const sensor = await inletTemp(app);
    await app.clock.advance(1500);
    expect(await sensor.read()).toMatchObject({
      name: "Inlet Temp",
      unit: "°C",
      quality: "good",
      reason: "none",
      value: 27,
      lastValue: null,
      ageMs: 1500,
      thresholds: { upperMinor: 29.7, upperMajor: 32.4, upperCritical: 35.1 },
      resource: "Board 3: KC-9120",
    });
  });

  it("tells a stale value only as the last one", async () => {
    const app = await hpiApp();
    const sensor = await inletTemp(app);
    await app.domain.setControllerSilent("shelf", true, "no answer");
    expect(await sensor.read()).toMatchObject({ quality: "stale", reason: "silent", value: null, lastValue: 27 });
  });

  const reasons: readonly QualityReason[] = ["initial", "scanning-disabled", "absent", "off", "busy", "error"];
  it.each(reasons)("tells no value at all when there is none: %s", async (reason) => {
    const app = await hpiApp();
    const sensor = await inletTemp(app);
    app.domain.report(sensor.id, { quality: "unavailable", reason, value: 99, states: ["upperMinor"] });
    const body = await sensor.read();
    expect(body).toMatchObject({ quality: "unavailable", reason, value: null, lastValue: null, states: [] });
    expect(body["severity"]).toBe("ok");
  });

  it("is listed by resource", async () => {
    const app = await hpiApp();
    const all = await app.get<{ sensors: Body[] }>("/sensors");
    const some = await app.get<{ sensors: Body[] }>(`/sensors?resource=${app.model.fanTray.id}`);
    expect(all.body.sensors).toHaveLength(14);
    expect(some.body.sensors.map((s) => s["name"])).toEqual(["Fan 1"]);
  });
});

describe("a question that makes no sense", () => {
  it.each([
    ["/sensors/0", 404, "E_NO_INSTRUMENT"],
    ["/sensors/99999999999999999999999999", 404, "E_NO_INSTRUMENT"],
    ["/sensors/-1", 404, "E_NO_INSTRUMENT"],
    ["/sensors/1e3", 404, "E_NO_INSTRUMENT"],
    ["/sensors/%2e%2e%2fx", 404, "E_NO_INSTRUMENT"],
    ["/sensors/__proto__", 404, "E_NO_INSTRUMENT"],
    ["/resources/constructor", 404, "E_NO_RESOURCE"],
    ["/sensors?resource=999", 404, "E_NO_RESOURCE"],
    ["/sensors?resource=x", 400, "E_REQUEST"],
    ["/sensors?resource=1&resource=2", 400, "E_REQUEST"],
    ["/sensors?resource=", 400, "E_REQUEST"],
    ["/controls?resource=1.5", 400, "E_REQUEST"],
    ["/inventory/1", 404, "E_NO_INSTRUMENT"],
    ["/nothing", 404, "E_HTTP_NOT_FOUND"],
    ["/events?limit=0", 400, "E_REQUEST"],
    ["/events?limit=1001", 400, "E_REQUEST"],
    ["/events?after=-1", 400, "E_REQUEST"],
    ["/events?after=9999999999999999999", 400, "E_REQUEST"],
  ])("%s is answered with %d %s", async (path, status, code) => {
    const { get } = await hpiApp();
    const answer = await get<{ error: Body }>(path);
    expect([answer.status, answer.body.error["code"]]).toEqual([status, code]);
    expect(answer.body.error["message"]).not.toBe("");
  });
});
