import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inOrder, thresholdStates } from "../../../src/sources/ipmi/threshold-states.ts";

const thresholds = {
  lowerMinor: 10,
  lowerMajor: 5,
  upperMinor: 80,
  upperMajor: 90,
};
const limits = { thresholds, rearm: { lowerMinor: 12, lowerMajor: 7, upperMinor: 77, upperMajor: 87 } };

describe("threshold states", () => {
  it.each([
    [79.9, []],
    [80, ["upperMinor"]],
    [90, ["upperMinor", "upperMajor"]],
    [10, ["lowerMinor"]],
    [4, ["lowerMinor", "lowerMajor"]],
  ])("of %d begin at the threshold", (value, states) => {
    expect(thresholdStates(value, limits, [])).toEqual(states);
  });

  it("end past the hysteresis: positive for upper thresholds, negative for lower ones", () => {
    const held = (value: number, state: string) => thresholdStates(value, limits, [state]).includes(state as never);
    expect([77, 76.9].map((v) => held(v, "upperMinor"))).toEqual([true, false]);
    expect([12, 12.1].map((v) => held(v, "lowerMinor"))).toEqual([true, false]);
  });

  it("are not held for what was not asserted", () => {
    expect(thresholdStates(78, limits, [])).toEqual([]);
  });

  it("hold for ever where no value ends them", () => {
    const endless = { thresholds: { upperMinor: 1 }, rearm: { upperMinor: Number.NEGATIVE_INFINITY } };
    expect(thresholdStates(-1e9, endless, ["upperMinor"])).toEqual(["upperMinor"]);
  });

  it("tell small values apart", () => {
    const small = { thresholds: { upperMinor: 2e-10 }, rearm: {} };
    expect(thresholdStates(1e-10, small, [])).toEqual([]);
  });

  it("never end before the value is back past the threshold, whatever the hysteresis", () => {
    let ended = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 20 }),
        fc.nat(255),
        (limit, width, value) => {
          const given = { thresholds: { upperMinor: limit }, rearm: { upperMinor: limit - width } };
          const states = thresholdStates(value, given, ["upperMinor"]);
          if (states.length === 0) ended++;
          expect(states.length === 0).toBe(value < limit - width);
        },
      ),
    );
    expect(ended).toBeGreaterThan(0);
  });

  it("take values of equal counts for equal in spite of rounding", () => {
    expect(thresholdStates(0.1 + 0.2, { thresholds: { upperMinor: 0.3 }, rearm: {} }, [])).toEqual(["upperMinor"]);
    expect(thresholdStates(0.3, { thresholds: { upperMinor: 0.1 + 0.2 }, rearm: {} }, [])).toEqual(["upperMinor"]);
  });
});

describe("the order of thresholds", () => {
  it("rises from lower critical to upper critical, with gaps where a sensor has none", () => {
    expect(inOrder(thresholds)).toBe(true);
    expect(inOrder({ lowerMinor: 10, upperCritical: 9 })).toBe(false);
    expect(inOrder({ upperMinor: 80, upperMajor: 80 })).toBe(true);
    expect(inOrder({})).toBe(true);
  });
});
