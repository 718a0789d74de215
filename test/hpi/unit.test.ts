import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unitNames } from "../../src/base/unit-names.ts";
import { type BaseUnit, convert, unitSymbol } from "../../src/hpi/unit.ts";

describe("a conversion", () => {
  it.each([
    [212, "degrees-f", "degrees-c", 100],
    [-40, "degrees-f", "degrees-c", -40],
    [273.15, "degrees-k", "degrees-c", 0],
    [100, "degrees-c", "degrees-f", 212],
    [0, "degrees-c", "degrees-k", 273.15],
    [7, "volts", "volts", 7],
  ] as const)("of %d %s to %s gives %d", (value, from, to, expected) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 9);
  });

  it("between quantities that differ gives nothing, never a number", () => {
    const unit = fc.constantFrom<BaseUnit>(...unitNames);
    let refused = 0;
    fc.assert(
      fc.property(unit, unit, (from, to) => {
        const there = convert(1, from, to);
        if (there === undefined) refused++;
        else if (convert(there, to, from) !== undefined) expect(convert(there, to, from)).toBeCloseTo(1, 6);
      }),
      { seed: 1 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});

it.each([
  [{ base: "degrees-c", percentage: false }, "°C"],
  [{ base: "unspecified", percentage: true }, "%"],
  [{ base: "watts", percentage: true }, "% W"],
  [{ base: "messages", modifier: { use: "divide", unit: "second" }, percentage: false }, "messages/s"],
  [{ base: "amps", modifier: { use: "multiply", unit: "hour" }, percentage: false }, "A·hour"],
] as const)("%j is written %s", (unit, text) => {
  expect(unitSymbol(unit)).toBe(text);
});
