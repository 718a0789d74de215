import { describe, expect, test } from "vitest";
import { GetSensorReading } from "../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import { assertedOffsets, assertedStates, reportedThresholds, sensorStatus } from "../../src/ipmi/sensor-status.ts";

const decode = (...bytes: number[]) => GetSensorReading.response.decode(Uint8Array.from(bytes));

describe("a sensor reading", () => {
  test("is worth something only when scanned and updated", () => {
    expect(sensorStatus(decode(40, 0xc0, 0xc0))).toBe("ok");
    expect(sensorStatus(decode(0, 0x80, 0xc0))).toBe("scanning-disabled");
    expect(sensorStatus(decode(0, 0xe0, 0xc0))).toBe("initial-update");
  });

  test("has no states while it is worth nothing", () => {
    expect(assertedOffsets(decode(0, 0x80, 0x01))).toEqual([]);
    expect(reportedThresholds(decode(0, 0xe0, 0x01))).toBeUndefined();
  });

  test("names its states over both bytes", () => {
    const powerUnit = { sensorType: 0x22, eventReadingType: 0x6f };
    expect(assertedStates(powerUnit, decode(0, 0xc0, 0x01, 0xc0)).map(({ name }) => name)).toEqual([
      "s0-working",
      "unknown",
    ]);
    expect(assertedStates({ sensorType: 0x0d, eventReadingType: 0x6f }, decode(0, 0xc0, 0x03))).toEqual([
      { offset: 0, name: "drive-present", severity: "ok" },
      { offset: 1, name: "drive-fault", severity: "major" },
    ]);
  });

  test("says which thresholds the controller holds crossed, or that it does not say", () => {
    expect(reportedThresholds(decode(85, 0xc0, 0xd8))).toEqual(["upperNonCritical", "upperCritical"]);
    expect(reportedThresholds(decode(85, 0xc0))).toBeUndefined();
  });
});
