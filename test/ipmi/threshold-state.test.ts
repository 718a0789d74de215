import { describe, expect, test } from "vitest";
import { crossedThresholds, sameThresholds } from "../../src/ipmi/threshold-state.ts";

const thresholds = { lowerCritical: 5, lowerNonCritical: 10, upperNonCritical: 80, upperCritical: 90 };
const hysteresis = { positive: 2, negative: 3 };

describe("crossed thresholds", () => {
  test.each([
    [50, []],
    [80, ["upperNonCritical"]],
    [95, ["upperNonCritical", "upperCritical"]],
    [10, ["lowerNonCritical"]],
    [0, ["lowerNonCritical", "lowerCritical"]],
  ])("of %d include the threshold itself", (value, crossed) => {
    expect(crossedThresholds(value, thresholds, hysteresis)).toEqual(crossed);
  });

  test("stay crossed until the value is back by the hysteresis", () => {
    expect(crossedThresholds(79, thresholds, hysteresis, ["upperNonCritical"])).toEqual(["upperNonCritical"]);
    expect(crossedThresholds(78, thresholds, hysteresis, ["upperNonCritical"])).toEqual([]);
    expect(crossedThresholds(12, thresholds, hysteresis, ["lowerNonCritical"])).toEqual(["lowerNonCritical"]);
    expect(crossedThresholds(13, thresholds, hysteresis, ["lowerNonCritical"])).toEqual([]);
  });

  test("are compared as sets with what the controller reports", () => {
    expect(sameThresholds(["upperCritical", "upperNonCritical"], ["upperNonCritical", "upperCritical"])).toBe(true);
    expect(sameThresholds(["upperNonCritical"], [])).toBe(false);
  });
});
