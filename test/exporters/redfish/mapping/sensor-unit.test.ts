import { describe, expect, it } from "vitest";
import { readingKind } from "../../../../src/exporters/redfish/mapping/sensor-unit.ts";
import type { SensorRdr } from "../../../../src/hpi/rdr/sensor.ts";
import type { Unit } from "../../../../src/hpi/unit.ts";

function sensor(unit: Unit | null, type = "other"): SensorRdr {
  return { type, numeric: unit === null ? null : { unit } } as SensorRdr;
}

const plain = (base: Unit["base"]): Unit => ({ base, percentage: false });

describe("the unit of a reading", () => {
  it.each([
    ["degrees-c", "Temperature", "Cel"],
    ["volts", "Voltage", "V"],
    ["amps", "Current", "A"],
    ["watts", "Power", "W"],
    ["rpm", "Rotational", "{rev}/min"],
    ["hz", "Frequency", "Hz"],
  ] as const)("%s is told as %s in %s", (base, type, units) => {
    expect(readingKind(sensor(plain(base)))).toMatchObject({ type, units });
  });

  it("Fahrenheit and kelvin become Celsius, differences included", () => {
    const fahrenheit = readingKind(sensor(plain("degrees-f")))!;
    expect([fahrenheit.units, fahrenheit.convert(212), fahrenheit.convert(32)]).toEqual(["Cel", 100, 0]);
    expect(readingKind(sensor(plain("degrees-k")))!.convert(273.15)).toBe(0);
  });

  it("a percentage is one, whatever of", () => {
    expect(readingKind(sensor({ base: "rpm", percentage: true }))).toMatchObject({ type: "Percent", units: "%" });
    expect(readingKind(sensor({ base: "unspecified", percentage: true }, "humidity"))!.type).toBe("Humidity");
  });

  it("that the standard has no word for is left out, the value told as it is", () => {
    const kind = readingKind(sensor(plain("becquerel")))!;
    expect([kind.type, kind.units, kind.convert(7)]).toEqual([undefined, undefined, 7]);
    const rate: Unit = { base: "messages", modifier: { use: "divide", unit: "second" }, percentage: false };
    expect(readingKind(sensor(rate))!.units).toBeUndefined();
  });

  it("of a sensor without numbers is none", () => {
    expect(readingKind(sensor(null))).toBeNull();
  });
});
