import type { EntityPath } from "../../hpi/entity-path.ts";
import type { ControlRdr, ControlValue, LedColor } from "../../hpi/rdr/control.ts";
import type { RequestOf } from "../../ipmi/command.ts";
import { GetFruLedProperties } from "../../ipmi/commands/picmg/get-fru-led-properties.ts";
import { type FruLedState, GetFruLedState } from "../../ipmi/commands/picmg/get-fru-led-state.ts";
import { GetLedColorCapabilities } from "../../ipmi/commands/picmg/get-led-color-capabilities.ts";
import type { SetFruLedState } from "../../ipmi/commands/picmg/set-fru-led-state.ts";
import type { Channel } from "./channel.ts";
import { ledKey } from "./keys.ts";

/** A LED of a FRU: PICMG 3.0 section 3.2.5. */
export interface Led {
  readonly number: number;
  readonly colors: readonly LedColor[];
  readonly value: ControlValue | null;
}

const statusLeds = { blue: 0, led1: 1, led2: 2, led3: 3 } as const;
/** More application LEDs are not looked at. */
const MAX_APPLICATION_LEDS = 16;
const FIRST_APPLICATION_LED = 4;
const colorNames: readonly LedColor[] = ["blue", "red", "green", "amber", "orange", "white"];
/** LED functions: PICMG 3.0 table 3-31. */
const LedFunction = { off: 0x00, lampTest: 0xfb, localControl: 0xfc, on: 0xff } as const;
const LONGEST_BLINK = 0xfa;
const TICK_MS = 10;
const LAMP_TEST_TICK_MS = 100;

/** All LEDs of a FRU with their states; empty when the controller has no such commands. */
export async function readLeds(channel: Channel, fruDeviceId: number): Promise<readonly Led[]> {
  const properties = await channel.ask(GetFruLedProperties, { fruDeviceId });
  if (properties === null) return [];
  const numbers: number[] = Object.entries(statusLeds).flatMap(([name, number]) =>
    (properties.statusLeds as readonly (string | number)[]).includes(name) ? [number] : [],
  );
  const further = Math.min(properties.applicationLeds, MAX_APPLICATION_LEDS);
  for (let i = 0; i < further; i++) numbers.push(FIRST_APPLICATION_LED + i);
  const leds: Led[] = [];
  for (const number of numbers) {
    const capabilities = await channel.ask(GetLedColorCapabilities, { fruDeviceId, ledId: number });
    const colors = (capabilities?.colors ?? []).filter((c): c is LedColor => colorNames.includes(c as LedColor));
    leds.push({ number, colors, value: await readLed(channel, fruDeviceId, number) });
  }
  return leds;
}

export async function readLed(channel: Channel, fruDeviceId: number, ledId: number): Promise<ControlValue | null> {
  const state = await channel.ask(GetFruLedState, { fruDeviceId, ledId });
  return state === null ? null : ledValue(state);
}

/** What a LED shows: a lamp test before an override before the controller's own will. */
export function ledValue(state: FruLedState): ControlValue {
  if (state.lampTest) {
    const onMs = (state.lampTestDuration ?? 0) * LAMP_TEST_TICK_MS;
    return { mode: "manual", state: { type: "led", mode: "lamp-test", color: null, onMs, offMs: 0 } };
  }
  if (state.override && state.overrideFunction !== undefined) {
    return {
      mode: "manual",
      state: shown(state.overrideFunction, state.overrideOnDuration ?? 0, state.overrideColor),
    };
  }
  return { mode: "auto", state: shown(state.localFunction, state.localOnDuration, state.localColor) };
}

function shown(
  fn: number,
  onDuration: number,
  color: string | number | undefined,
): Extract<ControlValue["state"], { type: "led" }> {
  const named = colorNames.find((name) => name === color) ?? null;
  if (fn === LedFunction.off) return { type: "led", mode: "off", color: named, onMs: 0, offMs: 0 };
  if (fn === LedFunction.on) return { type: "led", mode: "on", color: named, onMs: 0, offMs: 0 };
  return { type: "led", mode: "blink", color: named, onMs: onDuration * TICK_MS, offMs: fn * TICK_MS };
}

/** The request that makes a LED show a value; null when it cannot. */
export function ledRequest(
  fruDeviceId: number,
  ledId: number,
  value: ControlValue,
): RequestOf<typeof SetFruLedState> | null {
  if (value.mode === "auto") {
    return { fruDeviceId, ledId, function: LedFunction.localControl, onDuration: 0, color: "keep" };
  }
  if (value.state.type !== "led") return null;
  const { mode, onMs, offMs } = value.state;
  const base = { fruDeviceId, ledId, color: value.state.color ?? ("default" as const) };
  switch (mode) {
    case "off":
      return { ...base, function: LedFunction.off, onDuration: 0 };
    case "on":
      return { ...base, function: LedFunction.on, onDuration: 0 };
    case "lamp-test":
      return { ...base, function: LedFunction.lampTest, onDuration: ticks(onMs, LAMP_TEST_TICK_MS, 0x7f) };
    case "blink":
      return {
        ...base,
        function: ticks(offMs, TICK_MS, LONGEST_BLINK),
        onDuration: ticks(onMs, TICK_MS, LONGEST_BLINK),
      };
  }
}

function ticks(ms: number, tick: number, longest: number): number {
  return Math.min(longest, Math.max(1, Math.round(ms / tick)));
}

export function ledRdr(resource: string, entityPath: EntityPath, led: Led): ControlRdr {
  return {
    kind: "control",
    number: led.number,
    name: led.number === 0 ? "Blue LED" : `LED ${led.number}`,
    key: ledKey(resource, led.number),
    entityPath,
    type: "led",
    output: "led",
    readOnly: false,
    colors: led.colors,
    modes: ["auto", "manual"],
  };
}
