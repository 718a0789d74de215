import { expect, it } from "vitest";
import { jsonTime } from "../../src/exporters/json-time.ts";

it.each([
  [0, "1970-01-01T00:00:00.000Z"],
  [Date.UTC(2026, 0, 2, 3, 4, 5), "2026-01-02T03:04:05.000Z"],
  [null, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [1e300, null],
  [-1e16, null],
])("tells the time %j as %j", (ms, text) => {
  expect(jsonTime(ms)).toBe(text);
});
