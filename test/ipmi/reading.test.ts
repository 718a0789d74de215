import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countFromRaw, rawFromCount } from "../../src/ipmi/raw-count.ts";
import {
  hysteresisFromRaw,
  type ReadingFactors,
  rawFromHysteresis,
  rawFromValue,
  stepAt,
  toleranceAt,
  valueFromRaw,
} from "../../src/ipmi/reading.ts";
import { linearizations } from "./linearizations.ts";

const linear: ReadingFactors = {
  analogFormat: "unsigned",
  linearization: "linear",
  m: 1,
  b: 0,
  bExponent: 0,
  rExponent: 0,
  tolerance: 0,
};

describe("a raw count", () => {
  test.each([
    ["unsigned", 0xff, 255],
    ["onesComplement", 0x7f, 127],
    ["onesComplement", 0xff, 0],
    ["onesComplement", 0x80, -127],
    ["twosComplement", 0x7f, 127],
    ["twosComplement", 0x80, -128],
    ["none", 0x12, undefined],
    [3, 0x12, undefined],
  ] as const)("as %s: %d is %d", (format, raw, count) => {
    expect(countFromRaw(format, raw)).toBe(count);
  });

  test("comes back from its number, and numbers out of range end at the limit", () => {
    for (const format of ["unsigned", "twosComplement"] as const) {
      for (let raw = 0; raw < 256; raw++) expect(rawFromCount(format, countFromRaw(format, raw)!)).toBe(raw);
    }
    for (let raw = 0; raw < 255; raw++)
      expect(rawFromCount("onesComplement", countFromRaw("onesComplement", raw)!)).toBe(raw);
    expect(rawFromCount("unsigned", 300)).toBe(255);
    expect(rawFromCount("unsigned", -1)).toBe(0);
    expect(rawFromCount("twosComplement", -300)).toBe(0x80);
    expect(rawFromCount("onesComplement", -300)).toBe(0x80);
  });
});

describe("a reading", () => {
  test("has no more decimals than its factors make", () => {
    expect(valueFromRaw({ ...linear, m: 33, rExponent: -3 }, 100)).toBe(3.3);
    expect(valueFromRaw({ ...linear, m: 17, b: 5, bExponent: -1, rExponent: -2 }, 3)).toBe(0.515);
  });

  test("is (M x + B 10^K1) 10^K2 on the signed count", () => {
    expect(
      valueFromRaw({ ...linear, analogFormat: "twosComplement", m: -2, b: 3, bExponent: 2, rExponent: -1 }, 0xfe),
    ).toBe(30.4);
  });

  test("of a sensor without an analog reading, or where the function has no value, is undefined", () => {
    expect(valueFromRaw({ ...linear, analogFormat: "none" }, 5)).toBeUndefined();
    expect(valueFromRaw({ ...linear, linearization: "reciprocal" }, 0)).toBeUndefined();
    expect(rawFromValue({ ...linear, m: 0 }, 1)).toBeUndefined();
  });

  test.each(linearizations)("converts back to its raw count: %s", (linearization) => {
    const factors = { ...linear, linearization, m: 3, b: 7, rExponent: -2 };
    let reached = 0;
    for (let raw = 0; raw < 256; raw++) {
      const value = valueFromRaw(factors, raw);
      if (value === undefined) continue;
      reached++;
      expect(rawFromValue(factors, value)).toBe(raw);
    }
    expect(reached).toBe(256);
  });

  test("converts back to its raw count for any linear factors", () => {
    let reached = 0;
    const factors = fc.record({
      analogFormat: fc.constantFrom("unsigned", "twosComplement"),
      linearization: fc.constant("linear"),
      m: fc.integer({ min: -512, max: 511 }).filter((m) => m !== 0),
      b: fc.integer({ min: -512, max: 511 }),
      bExponent: fc.integer({ min: -8, max: 7 }),
      rExponent: fc.integer({ min: -8, max: 7 }),
      tolerance: fc.constant(0),
    });
    fc.assert(
      fc.property(factors, fc.nat(255), (given, raw) => {
        reached++;
        expect(rawFromValue(given, valueFromRaw(given, raw)!)).toBe(raw);
      }),
    );
    expect(reached).toBeGreaterThan(50);
  });

  test("knows its step, tolerance and hysteresis in the sensor's unit", () => {
    const factors = { ...linear, m: -5, rExponent: -1, tolerance: 3 };
    expect(stepAt(factors, 7)).toBe(0.5);
    expect(toleranceAt(factors, 7)).toBe(0.75);
    expect(hysteresisFromRaw(factors, 4)).toBe(2);
    expect(rawFromHysteresis(factors, 2)).toBe(4);
  });

  test("of a linearized sensor has another step and tolerance at every count", () => {
    const square = { ...linear, linearization: "square", tolerance: 4 };
    expect([10, 20].map((raw) => stepAt(square, raw))).toEqual([21, 41]);
    // Four half counts are two counts: 12 times 12 is 44 more than 10 times 10.
    expect(toleranceAt(square, 10)).toBe(44);
    const period = { ...linear, linearization: "reciprocal", rExponent: -4 };
    expect(stepAt(period, 100)).toBe(1.0101);
    expect(stepAt({ ...linear, linearization: "ln" }, 0)).toBe(0);
  });
});
