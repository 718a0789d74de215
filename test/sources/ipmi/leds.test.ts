import { describe, expect, it } from "vitest";
import type { ControlValue } from "../../../src/hpi/rdr/control.ts";
import { ledRequest, ledValue } from "../../../src/sources/ipmi/leds.ts";

const local = { localControl: true, override: false, lampTest: false, localFunction: 0, localOnDuration: 0 } as const;

describe("a LED", () => {
  it("shows its controller's will, unless overridden or tested", () => {
    expect(ledValue({ ...local, localFunction: 0xff, localColor: "green" })).toEqual({
      mode: "auto",
      state: { type: "led", mode: "on", color: "green", onMs: 0, offMs: 0 },
    });
    const override = { override: true, overrideFunction: 90, overrideOnDuration: 10, overrideColor: "red" } as const;
    expect(ledValue({ ...local, localColor: "green", ...override })).toEqual({
      mode: "manual",
      state: { type: "led", mode: "blink", color: "red", onMs: 100, offMs: 900 },
    });
    expect(ledValue({ ...local, localColor: "green", ...override, lampTest: true }).state).toMatchObject({
      mode: "lamp-test",
    });
  });

  const led = { type: "led", color: "amber", onMs: 0, offMs: 0 } as const;
  it.each<[string, ControlValue, object]>([
    ["on", { mode: "manual", state: { ...led, mode: "on" } }, { function: 0xff, onDuration: 0, color: "amber" }],
    ["off", { mode: "manual", state: { ...led, mode: "off" } }, { function: 0, onDuration: 0 }],
    [
      "blinking",
      { mode: "manual", state: { ...led, mode: "blink", onMs: 200, offMs: 99_999 } },
      { function: 0xfa, onDuration: 20 },
    ],
    ["on its own", { mode: "auto", state: { ...led, mode: "on" } }, { function: 0xfc, color: "keep" }],
  ])("is asked to be %s", (_, value, request) => {
    expect(ledRequest(0, 2, value)).toMatchObject({ fruDeviceId: 0, ledId: 2, ...request });
  });

  it("cannot be given another kind of value", () => {
    expect(ledRequest(0, 2, { mode: "manual", state: { type: "digital", on: true } })).toBeNull();
  });
});
