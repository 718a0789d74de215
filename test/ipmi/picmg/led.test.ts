import { describe, expect, test } from "vitest";
import { ledFunction, ledFunctionBytes } from "../../../src/ipmi/picmg/led.ts";

describe("an LED function", () => {
  test.each([
    [0x00, 0x00, { kind: "off" }],
    [0xff, 0x00, { kind: "on" }],
    [0x0a, 0x5a, { kind: "blink", offMs: 100, onMs: 900 }],
    [0xfa, 0x01, { kind: "blink", offMs: 2500, onMs: 10 }],
    [0xfb, 0x0a, { kind: "lamp-test", durationMs: 1000 }],
    [0xfc, 0x00, { kind: "local" }],
    [0xfd, 0x00, { kind: "reserved", code: 0xfd }],
  ] as const)("%d, %d has one meaning and one pair of bytes", (code, onDuration, meaning) => {
    expect(ledFunction(code, onDuration)).toEqual(meaning);
    expect(ledFunctionBytes(meaning)).toEqual({ function: code, onDuration });
  });

  test("asked for with durations out of range is brought into it", () => {
    expect(ledFunctionBytes({ kind: "blink", offMs: 99_999, onMs: 0 })).toEqual({ function: 0xfa, onDuration: 1 });
  });
});
