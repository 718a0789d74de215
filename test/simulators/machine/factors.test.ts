import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnalogFormat,
  countRange,
  factorsFor,
  toCount,
  toRaw,
  toValue,
} from "../../../simulators/machine/factors.ts";

const formats: readonly AnalogFormat[] = ["unsigned", "onesComplement", "twosComplement"];

describe("factorsFor", () => {
  it.each([
    [1, 0, { m: 1, b: 0, rExp: 0, bExp: 0 }],
    [0.062, 0, { m: 62, b: 0, rExp: -3, bExp: 0 }],
    [0.5, -20, { m: 5, b: -2, rExp: -1, bExp: 2 }],
    [60, 0, { m: 6, b: 0, rExp: 1, bExp: 0 }],
    [0.005, 0.25, { m: 5, b: 25, rExp: -3, bExp: 1 }],
  ])("says step %d and offset %d in IPMI's factors", (step, offset, expected) => {
    const factors = factorsFor(step, offset);
    expect(toValue(1, factors) - toValue(0, factors)).toBeCloseTo(step, 9);
    expect(toValue(0, factors)).toBeCloseTo(offset, 9);
    if (offset === 0) expect(factors).toEqual(expected);
  });

  it("keeps every factor inside its field", () => {
    let checked = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 511 }),
        fc.integer({ min: -6, max: 3 }),
        fc.integer({ min: -500, max: 500 }),
        (m, e, b) => {
          const { m: gotM, b: gotB, rExp, bExp } = factorsFor(m * 10 ** e, b * 10 ** e);
          for (const field of [gotM, gotB]) expect(Math.abs(field)).toBeLessThanOrEqual(511);
          for (const exponent of [rExp, bExp]) expect(Math.abs(exponent + 0.5)).toBeLessThanOrEqual(7.5);
          expect(gotM * 10 ** rExp).toBeCloseTo(m * 10 ** e, 9);
          expect(gotB * 10 ** (bExp + rExp)).toBeCloseTo(b * 10 ** e, 9);
          checked++;
        },
      ),
    );
    expect(checked).toBeGreaterThan(50);
  });

  it.each([
    [0.12345678, 0],
    [1, 0.00123456789],
  ])("refuses step %d with offset %d, which ten bits cannot say", (step, offset) => {
    expect(() => factorsFor(step, offset)).toThrow(expect.objectContaining({ code: "E_MACHINE" }));
  });
});

describe("a raw count", () => {
  it.each(formats)("goes to its value and back (%s)", (format) => {
    const [low, high] = countRange(format);
    const factors = factorsFor(0.5, -20);
    let counts = 0;
    for (let count = low; count <= high; count++) {
      const raw = toRaw(toValue(count, factors), factors, format);
      expect(toCount(raw ?? -1, format) + 0).toBe(count + 0);
      counts++;
    }
    expect(counts).toBeGreaterThan(250);
  });

  it.each(formats)("is undefined for a value outside the range (%s)", (format) => {
    const [low, high] = countRange(format);
    const factors = factorsFor(2, 0);
    expect(toRaw(2 * high + 2, factors, format)).toBeUndefined();
    expect(toRaw(2 * low - 2, factors, format)).toBeUndefined();
  });
});
