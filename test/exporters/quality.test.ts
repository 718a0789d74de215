import { describe, expect, it } from "vitest";
import { readingView } from "../../src/exporters/hpi-api/views/sensor-view.ts";
import { readingStatus } from "../../src/exporters/redfish/mapping/status.ts";
import { sensorStatus } from "../../src/exporters/snmp/sensor-scale.ts";
import type { QualityReason, ReportedReading } from "../../src/hpi/reading.ts";
import { board } from "../hpi/fixtures.ts";
import { memoryDomain } from "../support/memory-domain.ts";

/** EntitySensorStatus of RFC 3433. */
const snmp = { 1: "ok", 2: "unavailable", 3: "nonoperational" } as const;

const reported = (quality: ReportedReading["quality"], reason: QualityReason): ReportedReading => ({
  quality,
  reason,
  value: quality === "unavailable" ? null : 41,
  states: quality === "unavailable" ? [] : ["upperMajor"],
});

/** A sensor with such a reading, as each door shows it. */
async function shown({ quality, reason, ...reading }: ReportedReading) {
  const { domain } = await memoryDomain();
  const { id } = await domain.describe(board(3));
  const sensor = domain.sensorsOf(id)[0]!;
  // Only the domain makes readings stale.
  domain.report(sensor.id, { ...reading, quality: quality === "stale" ? "good" : quality, reason });
  if (quality === "stale") await domain.setSilent(id, true, "no answer");
  const now = domain.reading(sensor.id);
  expect(now.quality).toBe(quality);
  return {
    snmp: snmp[sensorStatus(now) as 1 | 2 | 3],
    redfish: readingStatus(sensor, now, domain.sensorSeverity(sensor.id)),
    own: readingView(domain, sensor),
  };
}

describe("the quality of a reading", () => {
  it.each([
    ["good", "none", "ok", { State: "Enabled", Health: "Critical" }],
    ["stale", "none", "unavailable", { State: "UnavailableOffline" }],
    ["unavailable", "initial", "unavailable", { State: "Starting" }],
    ["unavailable", "scanning-disabled", "unavailable", { State: "Disabled" }],
    ["unavailable", "absent", "unavailable", { State: "Absent" }],
    ["unavailable", "off", "unavailable", { State: "StandbyOffline" }],
    ["unavailable", "busy", "unavailable", { State: "Starting" }],
    ["unavailable", "error", "nonoperational", { State: "Enabled", Health: "Warning" }],
    ["unavailable", "suspect", "nonoperational", { State: "Enabled", Health: "Warning" }],
  ] as const)("%s, %s is the same to every door: %s", async (quality, reason, status, redfish) => {
    const doors = await shown(reported(quality, reason));
    expect(doors.snmp).toBe(status);
    expect(doors.redfish).toEqual(redfish);
    // A value is told as one only while it is good; never zero, never ok.
    expect(doors.own).toMatchObject({
      quality,
      value: quality === "good" ? 41 : null,
      lastValue: quality === "stale" ? 41 : null,
      states: quality === "unavailable" ? [] : ["upperMajor"],
    });
    expect(doors.own.reason).toBe(quality === "stale" ? "silent" : reason);
  });
});
