import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hysteresisFromWidth, isEndless, isReversed, rearmRaw } from "../../src/ipmi/hysteresis.ts";
import { type ReadingFactors, valueFromRaw } from "../../src/ipmi/reading.ts";

const linear: ReadingFactors = {
  analogFormat: "unsigned",
  linearization: "linear",
  m: 1,
  b: 0,
  bExponent: 0,
  rExponent: 0,
  tolerance: 0,
};

describe("a hysteresis", () => {
  // The example of IPMI 2.0 section 35.13.2: asserted at 98h, with a hysteresis of 2 until 95h.
  test("holds as many counts as it has, and ends one count further back", () => {
    expect(rearmRaw(linear, "upperNonRecoverable", 0x98, 2)).toBe(0x96);
    expect(rearmRaw(linear, "lowerNonCritical", 40, 2)).toBe(42);
  });

  test("ends at the end of the range, in signed counts too", () => {
    expect(rearmRaw(linear, "upperCritical", 1, 5)).toBe(0);
    expect(rearmRaw(linear, "lowerCritical", 250, 20)).toBe(255);
    const signed = { ...linear, analogFormat: "twosComplement" } as const;
    expect(rearmRaw(signed, "upperCritical", 1, 5)).toBe(0xfc);
    expect(rearmRaw(signed, "upperCritical", 0x80, 5)).toBe(0x80);
    expect(rearmRaw({ ...linear, analogFormat: "none" }, "upperCritical", 7, 5)).toBe(7);
  });

  test.each([
    ["unsigned", "upperCritical", 20, 19, false],
    ["unsigned", "upperCritical", 20, 20, true],
    ["unsigned", "upperCritical", 20, 200, true],
    ["unsigned", "upperCritical", 0, 0, false],
    ["unsigned", "lowerCritical", 250, 4, false],
    ["unsigned", "lowerCritical", 250, 5, true],
    ["twosComplement", "upperCritical", 20, 147, false],
    ["twosComplement", "upperCritical", 20, 148, true],
    ["onesComplement", "lowerCritical", 0xff, 126, false],
    ["onesComplement", "lowerCritical", 0xff, 127, true],
    ["none", "upperCritical", 20, 200, false],
  ] as const)("in %s counts, of %s %d, is endless with %d: %s", (analogFormat, threshold, raw, counts, endless) => {
    expect(isEndless({ analogFormat }, threshold, raw, counts)).toBe(endless);
  });

  test("comes back in counts from its width at a threshold, for every function", () => {
    let reached = 0;
    fc.assert(
      fc.property(
        fc.constantFrom("linear", "ln", "log10", "log2", "reciprocal", "square", "cube", "squareRoot", "cubeRoot"),
        fc.constantFrom("upperCritical", "lowerCritical"),
        fc.integer({ min: 30, max: 220 }),
        fc.integer({ min: 0, max: 20 }),
        fc.constantFrom(-3, 1, 7),
        (linearization, threshold, raw, counts, m) => {
          const factors = { ...linear, linearization, m, b: m < 0 ? 400 : 0, bExponent: m < 0 ? 1 : 0 };
          const rearm = rearmRaw(factors, threshold, raw, counts);
          const [limit, last] = [valueFromRaw(factors, raw), valueFromRaw(factors, rearm)];
          const width = Math.abs(limit! - last!);
          expect(hysteresisFromWidth(factors, threshold, raw, width)).toBe(counts);
          reached++;
        },
      ),
    );
    expect(reached).toBeGreaterThan(50);
  });
});

describe("a sensor is reversed", () => {
  test.each([
    ["linear", 1, false],
    ["linear", -1, true],
    ["reciprocal", 1, true],
    ["reciprocal", -1, false],
    ["ln", 2, false],
    [0x70, -1, true],
  ])("%s with M %d: %s, as its values say", (linearization, m, reversed) => {
    expect(isReversed({ linearization, m })).toBe(reversed);
    const factors = { ...linear, linearization, m };
    const [low, high] = [valueFromRaw(factors, 10)!, valueFromRaw(factors, 20)!];
    expect(high < low).toBe(reversed);
  });
});
