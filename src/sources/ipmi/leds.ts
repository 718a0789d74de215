import type { EntityPath } from "../../hpi/entity-path.ts";
import type { ControlRdr, ControlValue, LedColor } from "../../hpi/rdr/control.ts";
import type { RequestOf } from "../../ipmi/command.ts";
import { GetFruLedProperties } from "../../ipmi/commands/picmg/get-fru-led-properties.ts";
import { type FruLedState, GetFruLedState } from "../../ipmi/commands/picmg/get-fru-led-state.ts";
import { GetLedColorCapabilities } from "../../ipmi/commands/picmg/get-led-color-capabilities.ts";
import type { SetFruLedState } from "../../ipmi/commands/picmg/set-fru-led-state.ts";
import { type LedFunction, ledFunction, ledFunctionBytes } from "../../ipmi/picmg/led.ts";
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

/** All LEDs of a FRU with their states; null when the controller refuses to tell. */
export async function readLeds(channel: Channel, fruDeviceId: number): Promise<readonly Led[] | null> {
  const properties = await channel.ask(GetFruLedProperties, { fruDeviceId });
  if (properties === null) return null;
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
  if (state.lampTest) return { mode: "manual", state: shown({ kind: "lamp-test", durationMs: 0 }, undefined) };
  if (state.override && state.overrideFunction !== undefined) {
    const fn = ledFunction(state.overrideFunction, state.overrideOnDuration ?? 0);
    return { mode: "manual", state: shown(fn, state.overrideColor) };
  }
  return { mode: "auto", state: shown(ledFunction(state.localFunction, state.localOnDuration), state.localColor) };
}

type LedShown = Extract<ControlValue["state"], { type: "led" }>;

function shown(fn: LedFunction, color: string | number | undefined): LedShown {
  const base = { type: "led", color: colorNames.find((name) => name === color) ?? null, onMs: 0, offMs: 0 } as const;
  switch (fn.kind) {
    case "on":
      return { ...base, mode: "on" };
    case "blink":
      return { ...base, mode: "blink", onMs: fn.onMs, offMs: fn.offMs };
    case "lamp-test":
      return { ...base, mode: "lamp-test", onMs: fn.durationMs };
    default:
      return { ...base, mode: "off" };
  }
}

/** The request that makes a LED show a value; null when it cannot. */
export function ledRequest(
  fruDeviceId: number,
  ledId: number,
  value: ControlValue,
): RequestOf<typeof SetFruLedState> | null {
  if (value.mode === "auto") return { fruDeviceId, ledId, ...ledFunctionBytes({ kind: "local" }), color: "keep" };
  if (value.state.type !== "led") return null;
  return { fruDeviceId, ledId, ...ledFunctionBytes(wanted(value.state)), color: value.state.color ?? "default" };
}

function wanted({ mode, onMs, offMs }: LedShown): LedFunction {
  if (mode === "blink") return { kind: "blink", onMs, offMs };
  if (mode === "lamp-test") return { kind: "lamp-test", durationMs: onMs };
  return { kind: mode };
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
