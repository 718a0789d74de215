import { describe, expect, it } from "vitest";
import { sensorScale, sensorStatus } from "../../../src/exporters/snmp/sensor-scale.ts";
import type { Sensor } from "../../../src/hpi/rdr/index.ts";
import type { SensorCategory } from "../../../src/hpi/rdr/sensor.ts";
import type { Quality, QualityReason, SensorReading } from "../../../src/hpi/reading.ts";
import type { BaseUnit, Unit } from "../../../src/hpi/unit.ts";
import { temperature } from "../../hpi/fixtures.ts";

function numeric(
  unit: BaseUnit | Unit,
  changes: { name?: string; type?: string; maximum?: number; resolution?: number } = {},
): Sensor {
  const { name = "Sensor", type = "other", ...range } = changes;
  const whole: Unit = typeof unit === "string" ? { base: unit, percentage: false } : unit;
  return { ...temperature(name, 1), id: 1, resourceId: 1, type, numeric: { unit: whole, ...range } };
}

function discrete(category: SensorCategory, ...names: string[]): Sensor {
  const states = names.map((name) => ({ name, severity: "ok" as const }));
  return { ...temperature("Sensor", 1), id: 1, resourceId: 1, type: "processor", category, numeric: null, states };
}

function reading(
  value: number | null,
  states: string[] = [],
  quality: Quality = "good",
  reason: QualityReason = "none",
): SensorReading {
  return { quality, reason, value, states, at: { wall: 0, monotonic: 0 } };
}

describe("a numeric sensor", () => {
  const percent: Unit = { base: "unspecified", percentage: true };
  it.each([
    ["degrees-c", 41.26, 8, 9, 1, 413, "degrees C"],
    ["degrees-f", 212, 8, 9, 1, 1000, "degrees C"],
    ["degrees-k", 273.15, 8, 9, 1, 0, "degrees C"],
    ["degrees-c", -12.5, 8, 9, 1, -125, "degrees C"],
    ["volts", 11.966, 4, 8, 0, 11966, "mV"],
    ["amps", 3.24, 5, 8, 0, 3240, "mA"],
    ["watts", 154.04, 6, 9, 1, 1540, "W"],
    ["rpm", 4320, 10, 9, 0, 4320, "RPM"],
    ["hz", 50.4, 7, 9, 0, 50, "Hz"],
    ["cfm", 100, 11, 9, 3, 2832, "m3/min"],
    ["joules", 12.3456, 1, 9, 3, 12346, "J"],
  ] as const)(
    "in %s shows %d as type %i, scale %i, precision %i, value %i %s",
    (unit, value, type, scale, precision, shown, display) => {
      const made = sensorScale(numeric(unit));
      expect(made).toMatchObject({ type, scale, precision, display });
      expect(made.value(reading(value))).toBe(shown);
    },
  );

  it("of alternating current is told by its name", () => {
    expect(sensorScale(numeric("volts", { name: "AC Input" })).type).toBe(3);
    expect(sensorScale(numeric("volts", { name: "PSU1 VAC" })).type).toBe(3);
    expect(sensorScale(numeric("volts", { name: "Vacuum" })).type).toBe(4);
  });

  it("in percent is humidity or other", () => {
    expect(sensorScale(numeric(percent, { type: "humidity" }))).toMatchObject({ type: 9, precision: 1 });
    expect(sensorScale(numeric(percent, { type: "fan", resolution: 1 }))).toMatchObject({
      type: 1,
      precision: 0,
      display: "%",
    });
  });

  it("keeps to the value range with large quantities", () => {
    expect(sensorScale(numeric("watts", { maximum: 2e8 })).precision).toBe(0);
    expect(sensorScale(numeric("hz", { maximum: 3e9 }))).toMatchObject({ scale: 10, display: "kHz" });
    expect(sensorScale(numeric("hz", { maximum: 3e9 })).value(reading(2.4e9))).toBe(2_400_000);
    expect(sensorScale(numeric("volts")).value(reading(1e300))).toBe(1_000_000_000);
    expect(sensorScale(numeric("volts")).value(reading(-1e300))).toBe(-1_000_000_000);
  });

  it("without a value shows 0", () => {
    expect(sensorScale(numeric("volts")).value(reading(null))).toBe(0);
  });
});

describe("a discrete sensor", () => {
  it("of two states is a truth value", () => {
    const presence = sensorScale(discrete("presence", "device-absent", "device-present"));
    expect(presence).toMatchObject({ type: 12, scale: 9, precision: 0 });
    expect(presence.value(reading(null, ["device-present"]))).toBe(1);
    expect(presence.value(reading(null, ["device-absent"]))).toBe(2);
    expect(presence.value(reading(null, []))).toBe(2);
    expect(sensorScale(discrete("sensor-specific", "presence-detected")).type).toBe(12);
  });

  it("of more states shows a bit for each, named in its display text", () => {
    const supply = sensorScale(discrete("sensor-specific", "presence-detected", "failure-detected", "input-lost"));
    expect(supply).toMatchObject({ type: 1, display: "bits: 0 presence-detected, 1 failure-detected, 2 input-lost" });
    expect(supply.value(reading(null, ["presence-detected", "input-lost", "unheard-of"]))).toBe(5);
  });

  it("uses the bit that the standards give a state", () => {
    const states = [1, 6, 40].map((offset) => ({ name: `state-${offset}`, severity: "ok" as const, offset }));
    const memory = sensorScale({ ...discrete("sensor-specific"), states });
    expect(memory.display).toBe("bits: 1 state-1, 6 state-6");
    expect(memory.value(reading(null, ["state-6", "state-6", "state-40"]))).toBe(64);
  });
});

describe("the status of a reading", () => {
  it.each([
    ["good", "none", 1],
    ["stale", "silent", 2],
    ["unavailable", "initial", 2],
    ["unavailable", "absent", 2],
    ["unavailable", "off", 2],
    ["unavailable", "scanning-disabled", 2],
    ["unavailable", "error", 3],
  ] as const)("%s, %s is %i", (quality, reason, status) => {
    expect(sensorStatus(reading(1, [], quality, reason))).toBe(status);
  });
});
