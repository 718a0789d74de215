import type { EntityPath } from "../entity-path.ts";

/** What a control is set to. */
export type ControlState =
  | { readonly type: "digital"; readonly on: boolean }
  | { readonly type: "discrete"; readonly value: number }
  | { readonly type: "analog"; readonly value: number }
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "led";
      readonly mode: "off" | "on" | "blink" | "lamp-test";
      readonly color: LedColor | null;
      /** Milliseconds of one blink; both zero unless blinking. */
      readonly onMs: number;
      readonly offMs: number;
    };

export type LedColor = "blue" | "red" | "green" | "amber" | "orange" | "white";

/** Static description of something that can be set. */
export interface ControlRdr {
  readonly kind: "control";
  readonly number: number;
  readonly name: string;
  readonly key: string;
  readonly entityPath: EntityPath;
  readonly type: ControlState["type"];
  /** What it drives: `led`, `fan-speed`, `power-level`, … */
  readonly output: "led" | "fan-speed" | "power-level" | "oem";
  readonly readOnly: boolean;
  readonly colors?: readonly LedColor[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** `auto`: the hardware drives it; `manual`: the last setting holds. */
  readonly modes: readonly ("auto" | "manual")[];
}

export interface ControlValue {
  readonly mode: "auto" | "manual";
  readonly state: ControlState;
}
