import { describe, expect, test } from "vitest";
import { discreteState } from "../../../src/ipmi/tables/discrete-states.ts";
import { genericStates } from "../../../src/ipmi/tables/generic-states.ts";
import { sensorSpecificStates } from "../../../src/ipmi/tables/sensor-specific-states.ts";
import { sensorTypeCode, sensorTypeName, sensorTypes } from "../../../src/ipmi/tables/sensor-types.ts";

describe("the states of a discrete sensor", () => {
  test("are found by sensor type or by event/reading type", () => {
    expect(discreteState(0x08, 0x6f, 1)).toEqual({ offset: 1, name: "failure-detected", severity: "major" });
    expect(discreteState(0x08, 0x0b, 1)).toEqual({ offset: 1, name: "redundancy-lost", severity: "major" });
    expect(discreteState(0xf0, 0x6f, 4)).toEqual({ offset: 4, name: "m4", severity: "ok" });
  });

  test("without a name in the standards are numbered", () => {
    expect(discreteState(0x08, 0x6f, 14)).toEqual({ offset: 14, name: "state-14", severity: "informational" });
    expect(discreteState(0xd0, 0x70, 2)).toEqual({ offset: 2, name: "state-2", severity: "informational" });
  });

  test("have offsets of 0 to 14, and names of their own in lower case with dashes", () => {
    const tables = [
      ...Object.values(sensorSpecificStates),
      ...Object.values(genericStates).map(({ states }) => states),
    ];
    expect(tables.length).toBeGreaterThan(35);
    for (const table of tables) {
      const names = Object.values(table).map(([name]) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const offset of Object.keys(table)) expect(Number(offset)).toBeLessThan(15);
    }
  });
});

describe("sensor types", () => {
  test("have names, also those nobody named", () => {
    expect(sensorTypeName(0x01)).toBe("temperature");
    expect(sensorTypeName(0x7e)).toBe("unknown-7e");
    expect(sensorTypeName(0xd1)).toBe("oem-d1");
    for (const [code, name] of Object.entries(sensorTypes)) expect(sensorTypeCode(name)).toBe(Number(code));
  });
});
