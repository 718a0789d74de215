/** LEDs of FRUs: what each does by itself, what somebody set it to, lamp test (PICMG 3.0 section 3.2.5). */
import { GetFruLedProperties } from "../../src/ipmi/commands/picmg/get-fru-led-properties.ts";
import { GetFruLedState } from "../../src/ipmi/commands/picmg/get-fru-led-state.ts";
import { GetLedColorCapabilities } from "../../src/ipmi/commands/picmg/get-led-color-capabilities.ts";
import type { LedColor } from "../../src/ipmi/commands/picmg/led-parts.ts";
import { SetFruLedState } from "../../src/ipmi/commands/picmg/set-fru-led-state.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import type { MState } from "../control/control.ts";
import type { Fru } from "./fru.ts";
import { type Handler, on, refuse } from "./handler.ts";
import type { HotSwap } from "./hot-swap.ts";
import type { Timers } from "./timers.ts";

/** Function and on-duration bytes of the LED commands. */
interface Lit {
  readonly function: number;
  readonly onDuration: number;
}

const off: Lit = { function: 0x00, onDuration: 0 };
const steady: Lit = { function: 0xff, onDuration: 0 };
/** In 10 ms: off 100 ms, on 900 ms; and the other way round. */
const longBlink: Lit = { function: 10, onDuration: 90 };
const shortBlink: Lit = { function: 90, onDuration: 10 };
const code = { lampTest: 0xfb, local: 0xfc, lastBlink: 0xfa, steady: 0xff } as const;
const longestLampTest = 0x7f;
const lampTestUnitMs = 100;

/** The blue LED in each state; in M7 it stays as it was. */
const blueIn: Readonly<Partial<Record<MState, Lit>>> = {
  0: off,
  1: steady,
  2: longBlink,
  3: off,
  4: off,
  5: shortBlink,
  6: shortBlink,
};

interface Led {
  readonly colors: readonly LedColor[];
  readonly color: LedColor;
  local: Lit;
  override: (Lit & { readonly color: LedColor }) | undefined;
  lampTest: number | undefined;
}

export class Leds {
  readonly #leds = new Map<Fru, readonly Led[]>();

  constructor(hotSwap: HotSwap) {
    for (const fru of hotSwap.frus) this.#leds.set(fru, ledsOf(fru));
    hotSwap.onChange((fru) => {
      const [blue, , health] = this.of(fru);
      if (blue !== undefined) blue.local = blueIn[fru.state] ?? blue.local;
      if (health !== undefined) health.local = fru.state === 4 ? steady : off;
    });
  }

  of(fru: Fru): readonly Led[] {
    return this.#leds.get(fru) ?? [];
  }

  /** What the blue LED shows. */
  blue(fru: Fru): "off" | "on" | "long-blink" | "short-blink" | "other" {
    const [blue] = this.of(fru);
    const shown = blue?.override ?? blue?.local ?? off;
    if (shown.function === code.steady) return "on";
    if (shown.function === 0) return "off";
    if (shown.function === longBlink.function && shown.onDuration === longBlink.onDuration) return "long-blink";
    return shown.function === shortBlink.function && shown.onDuration === shortBlink.onDuration
      ? "short-blink"
      : "other";
  }
}

/** Blue, red, green, amber. */
function ledsOf({ state }: Fru): Led[] {
  const led = (color: LedColor, local: Lit, ...others: LedColor[]): Led => ({
    colors: [color, ...others],
    color,
    local,
    override: undefined,
    lampTest: undefined,
  });
  return [
    led("blue", blueIn[state] ?? off),
    led("red", off, "amber"),
    led("green", state === 4 ? steady : off),
    led("amber", off),
  ];
}

export function ledHandlers(hotSwap: HotSwap, leds: Leds, timers: Timers): Handler[] {
  return [
    on(GetFruLedProperties, ({ fruDeviceId }, { controller }) => {
      hotSwap.fru(controller, fruDeviceId);
      return { statusLeds: ["blue", "led1", "led2", "led3"] as const, applicationLeds: 0 };
    }),
    on(GetLedColorCapabilities, ({ fruDeviceId, ledId }, { controller }) => {
      const { colors, color } = find(leds, hotSwap.fru(controller, fruDeviceId), ledId);
      return { colors, localColor: color, overrideColor: color };
    }),
    on(GetFruLedState, ({ fruDeviceId, ledId }, { controller }) => {
      const { local, override, lampTest, color } = find(leds, hotSwap.fru(controller, fruDeviceId), ledId);
      const state = {
        localControl: true,
        override: override !== undefined,
        lampTest: lampTest !== undefined,
        localFunction: local.function,
        localOnDuration: local.onDuration,
        localColor: color,
      };
      if (override === undefined && lampTest === undefined) return state;
      const shown = override ?? { ...local, color };
      const overridden = {
        ...state,
        overrideFunction: shown.function,
        overrideOnDuration: shown.onDuration,
        overrideColor: shown.color,
      };
      return lampTest === undefined ? overridden : { ...overridden, lampTestDuration: lampTest };
    }),
    on(SetFruLedState, (request, { controller }) => {
      const led = find(leds, hotSwap.fru(controller, request.fruDeviceId), request.ledId);
      set(led, request.function, request.onDuration, request.color, timers);
      return {};
    }),
  ];
}

function find(leds: Leds, fru: Fru, id: number): Led {
  return leds.of(fru)[id] ?? refuse(CompletionCode.invalidField);
}

function set(led: Led, fn: number, onDuration: number, color: LedColor | number | string, timers: Timers): void {
  if (fn === code.local) {
    led.override = undefined;
    return;
  }
  if (fn === code.lampTest) {
    if (onDuration > longestLampTest) refuse(CompletionCode.invalidField);
    led.lampTest = onDuration;
    timers.after(onDuration * lampTestUnitMs, () => {
      led.lampTest = undefined;
    });
    return;
  }
  if (fn > code.lastBlink && fn !== code.steady) refuse(CompletionCode.invalidField);
  led.override = { function: fn, onDuration, color: chosen(led, color) };
}

function chosen(led: Led, color: LedColor | number | string): LedColor {
  if (color === "default") return led.color;
  if (color === "keep") return led.override?.color ?? led.color;
  return led.colors.find((known) => known === color) ?? refuse(CompletionCode.invalidField);
}
