import { describe, expect, test } from "vitest";
import { isReversed, rearmRaw } from "../../../src/ipmi/hysteresis.ts";
import { hysteresisFromRaw, toleranceAt, valueFromRaw } from "../../../src/ipmi/reading.ts";
import { readCapture } from "../capture.ts";
import { hysteresisSensors, presentRaw } from "./hysteresis-machine.ts";

type Printed = ReadonlyMap<string, number>;

/** Numbers by their names in lower case, by sensor. */
function read(tool: string, sensorLine: RegExp): ReadonlyMap<string, Printed> {
  const section = readCapture("odd/hysteresis.txt")
    .split(/^--- /m)
    .find((one) => one.startsWith(tool))!;
  const sensors = new Map<string, Map<string, number>>();
  let own = new Map<string, number>();
  for (const line of section.split("\n").slice(1)) {
    const name = sensorLine.exec(line)?.[1];
    const number = /^([^:]+): (-?[\d.]+)/.exec(line);
    if (name !== undefined) {
      own = new Map();
      sensors.set(name, own);
    } else if (number !== null) own.set(number[1]!.toLowerCase().replace(" threshold", ""), Number(number[2]));
  }
  return sensors;
}

const tools = { ipmitool: read("ipmitool", /^Sensor ID: (\w+)/), FreeIPMI: read("FreeIPMI", /^ID String: (\w+)/) };
const names = ["lowerNonCritical", "lowerCritical", "upperNonCritical", "upperCritical"] as const;
const printedNames = ["lower non-critical", "lower critical", "upper non-critical", "upper critical"];

describe("thresholds", () => {
  test.each(hysteresisSensors)(
    "$id.text: the tools convert them as we do, and leave the names of raw counts",
    (sensor) => {
      for (const [tool, printed] of Object.entries(tools)) {
        const own = printed.get(sensor.id.text)!;
        expect(own.get("sensor reading"), tool).toBeCloseTo(valueFromRaw(sensor, presentRaw)!, 2);
        const values = printedNames.map((name) => own.get(name)!);
        for (const [i, value] of values.entries())
          expect(value).toBeCloseTo(valueFromRaw(sensor, sensor[names[i]!])!, 2);
        expect(values[0]! > values[2]!).toBe(isReversed(sensor));
      }
    },
  );
});

describe("a hysteresis", () => {
  const widths = (text: string, tool: keyof typeof tools) => {
    const own = tools[tool].get(text)!;
    return ["positive hysteresis", "negative hysteresis"].map((name) => own.get(name));
  };
  const of = (text: string) => hysteresisSensors.find(({ id }) => id.text === text)!;
  const ours = (text: string) => [3, 2].map((counts) => hysteresisFromRaw(of(text), counts));

  test("of a linear sensor is as wide as ipmitool says; FreeIPMI takes it for a reading, offset and all", () => {
    for (const text of ["plain", "offset"]) expect(widths(text, "ipmitool")).toEqual(ours(text));
    expect(widths("plain", "FreeIPMI")).toEqual(ours("plain"));
    expect(widths("offset", "FreeIPMI")).toEqual([103, 102]);
  });

  test("is never negative, though ipmitool says so of falling sensors", () => {
    expect(widths("falling", "ipmitool")).toEqual([-3, -2]);
    expect(ours("falling")).toEqual([3, 2]);
    expect(tools.FreeIPMI.get("falling")!.get("tolerance")).toBe(-4);
    expect(toleranceAt(of("falling"), presentRaw)).toBe(2);
  });

  test("of a linearized sensor has another width at each threshold, none of which a tool prints", () => {
    for (const text of ["period", "ln", "square"]) {
      const sensor = of(text);
      const real = names.map((name) => {
        const rearm = rearmRaw(sensor, name, sensor[name], name.startsWith("upper") ? 3 : 2);
        return Math.abs(valueFromRaw(sensor, sensor[name])! - valueFromRaw(sensor, rearm)!);
      });
      expect(new Set(real).size).toBe(names.length);
      for (const tool of ["ipmitool", "FreeIPMI"] as const) {
        for (const printed of widths(text, tool)) {
          for (const width of real) expect(printed).not.toBeCloseTo(width, 2);
        }
      }
    }
  });
});
