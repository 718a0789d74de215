import { expect, it } from "vitest";
import { ageText, timeText, valueText } from "../../../src/cli/commands/words.ts";

it.each([
  [12.028, "V", "12.028 V"],
  [0, "°C", "0 °C"],
  [0.1 + 0.2, null, "0.3"],
  [4320, "RPM", "4320 RPM"],
  [-40.5, "", "-40.5"],
  [1234567, "RPM", "1234567 RPM"],
  [null, "V", ""],
])("the value %j in %j reads %j", (value, unit, text) => {
  expect(valueText(value, unit)).toBe(text);
});

it.each([
  [0, "0.0 s"],
  [9_940, "9.9 s"],
  [30_000, "30 s"],
  [600_000, "10 min"],
  [7_200_000, "2 h"],
  [864_000_000, "10 d"],
])("an age of %d ms reads %j", (ms, text) => {
  expect(ageText(ms)).toBe(text);
});

it("a time is universal and short", () => {
  expect(timeText("2026-01-02T03:04:05.678Z")).toBe("2026-01-02 03:04:05");
  expect(timeText(null)).toBe("-");
});
