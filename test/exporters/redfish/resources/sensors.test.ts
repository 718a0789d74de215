import { describe, expect, it } from "vitest";
import type { QualityReason, ReportedReading } from "../../../../src/hpi/reading.ts";
import { type Json, redfishApp } from "../redfish-app.ts";

const uri = "/redfish/v1/Chassis/Shelf1-Slot3/Sensors/InletTemp_4";

async function withReading(reading: ReportedReading) {
  const app = await redfishApp();
  app.domain.report(app.model.sensorId(app.model.boards[0]!, "Inlet Temp"), reading);
  return (await app.get<Json & { Oem: { HpiAgent: Json } }>(uri)).body;
}

describe("a sensor", () => {
  it("tells reading, unit and thresholds in the words of the schema", async () => {
    const body = await withReading({ quality: "good", reason: "none", value: 27.5, states: [] });
    expect(body).toMatchObject({
      Name: "Inlet Temp",
      Reading: 27.5,
      ReadingType: "Temperature",
      ReadingUnits: "Cel",
      PhysicalContext: "Intake",
      Status: { State: "Enabled", Health: "OK" },
      Thresholds: {
        UpperCaution: { Reading: 29.7, Activation: "Increasing", HysteresisReading: 0.5 },
        UpperCritical: { Reading: 32.4, Activation: "Increasing" },
        UpperFatal: { Reading: 35.1, Activation: "Increasing" },
      },
    });
    expect(body["Thresholds"]).not.toHaveProperty("LowerCaution");
  });

  it.each([
    [["upperMinor"], "Warning"],
    [["upperMinor", "upperMajor"], "Critical"],
    [["upperMinor", "upperMajor", "upperCritical"], "Critical"],
  ])("in the states %j has health %s", async (states, health) => {
    const body = await withReading({ quality: "good", reason: "none", value: 33, states });
    expect(body["Status"]).toEqual({ State: "Enabled", Health: health });
    expect(body.Oem.HpiAgent["States"]).toEqual(states);
  });

  it("that is stale has no Reading; the last one and its time are told beside", async () => {
    const app = await redfishApp();
    await app.clock.advance(5000);
    await app.domain.setControllerSilent("shelf", true, "no answer");
    const { body } = await app.get<Json & { Oem: { HpiAgent: Json } }>(uri);
    expect(body["Reading"]).toBeNull();
    expect(body["Status"]).toEqual({ State: "UnavailableOffline" });
    expect(body.Oem.HpiAgent).toMatchObject({
      Quality: "stale",
      Reason: "silent",
      LastReading: 27,
      LastReadingTime: "2026-01-01T00:00:00.000Z",
    });
    expect(body).not.toHaveProperty("ReadingTime");
  });

  const unavailable: readonly [QualityReason, Json][] = [
    ["initial", { State: "Starting" }],
    ["busy", { State: "Starting" }],
    ["scanning-disabled", { State: "Disabled" }],
    ["absent", { State: "Absent" }],
    ["off", { State: "StandbyOffline" }],
    ["error", { State: "Enabled", Health: "Warning" }],
  ];
  it.each(unavailable)("without a reading (%s) has null, never zero and never OK", async (reason, status) => {
    const body = await withReading({ quality: "unavailable", reason, value: 0, states: ["upperMinor"] });
    expect(body["Reading"]).toBeNull();
    expect(body["Status"]).toEqual(status);
    expect(body.Oem.HpiAgent).toMatchObject({ Quality: "unavailable", Reason: reason, States: [] });
    expect(body.Oem.HpiAgent).not.toHaveProperty("LastReading");
  });

  it("with states only has no Reading at all", async () => {
    const { get, domain, model } = await redfishApp();
    const at = "/redfish/v1/Chassis/Shelf1-Slot3/Sensors/CPU0Status_18";
    const { body } = await get<Json & { Oem: { HpiAgent: Json } }>(at);
    expect(body).not.toHaveProperty("Reading");
    expect(body.Oem.HpiAgent["States"]).toEqual(["presence-detected"]);
    const id = model.sensorId(model.boards[0]!, "CPU0 Status");
    domain.report(id, { quality: "good", reason: "none", value: null, states: ["thermal-trip"] });
    expect((await get(at)).body["Status"]).toEqual({ State: "Enabled", Health: "Critical" });
  });

  it("that tells of itself by events only is enabled, and never starting", async () => {
    const { get } = await redfishApp();
    const { body } = await get("/redfish/v1/Chassis/Shelf1-ShelfManagerBay1/Sensors/BMCWatchdog_2");
    expect(body["Status"]).toEqual({ State: "Enabled" });
  });

  it("that nobody reads any more ages, and comes back by itself", async () => {
    const { get, clock, domain, model } = await redfishApp();
    await clock.advance(60_000);
    expect((await get(uri)).body["Reading"]).toBeNull();
    const id = model.sensorId(model.boards[0]!, "Inlet Temp");
    domain.report(id, { quality: "good", reason: "none", value: 26, states: [] });
    expect((await get(uri)).body["Reading"]).toBe(26);
  });
});
