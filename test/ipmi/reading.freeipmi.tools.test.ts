import fc from "fast-check";
import koffi from "koffi";
import { expect } from "vitest";
import { type ReadingFactors, valueFromRaw } from "../../src/ipmi/reading.ts";
import { requires } from "../support/requires.ts";
import { linearizations } from "./linearizations.ts";

const { describe, it } = requires("freeipmi");

const formats = ["unsigned", "onesComplement", "twosComplement"] as const;

const factors: fc.Arbitrary<ReadingFactors> = fc.record({
  analogFormat: fc.constantFrom(...formats),
  // FreeIPMI computes the cube root as x to the power of -3.
  linearization: fc.constantFrom(...linearizations.slice(0, -1)),
  m: fc.integer({ min: -512, max: 511 }),
  b: fc.integer({ min: -512, max: 511 }),
  bExponent: fc.integer({ min: -8, max: 7 }),
  rExponent: fc.integer({ min: -8, max: 7 }),
  tolerance: fc.constant(0),
});

describe("FreeIPMI's library", () => {
  const decode = koffi
    .load("libfreeipmi.so.17")
    .func("int ipmi_sensor_decode_value(int8_t, int8_t, int16_t, int16_t, uint8_t, uint8_t, uint8_t, _Out_ double *)");
  const theirs = (given: ReadingFactors, raw: number): number => {
    const value = [0];
    const function_ = linearizations.indexOf(given.linearization as (typeof linearizations)[number]);
    const format = formats.indexOf(given.analogFormat as (typeof formats)[number]);
    decode(given.rExponent, given.bExponent, given.m, given.b, function_, format, raw, value);
    return value[0]!;
  };

  it("converts any reading to the same value, or to none where we have none", () => {
    const reached = { values: 0, none: 0 };
    fc.assert(
      fc.property(factors, fc.nat(0xff), (given, raw) => {
        const [ours, other] = [valueFromRaw(given, raw), theirs(given, raw)];
        if (ours === undefined) {
          reached.none++;
          // FreeIPMI has 0 for 1/0.
          expect(Number.isFinite(other) && other !== 0).toBe(false);
          return;
        }
        reached.values++;
        expect(Math.abs(ours - other)).toBeLessThanOrEqual(Math.abs(ours) * 1e-6 + 1e-12);
      }),
      { numRuns: 4000 },
    );
    expect(reached.values).toBeGreaterThan(2000);
    expect(reached.none).toBeGreaterThan(100);
  });
});
