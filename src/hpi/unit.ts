import type { UnitName } from "../base/unit-names.ts";

/** Units of readings, in the words of HPI. */
export type BaseUnit = UnitName;

/** The unit of a numeric sensor for its whole life. */
export interface Unit {
  readonly base: BaseUnit;
  /** `base/modifier` or `base*modifier`, e.g. messages per second. */
  readonly modifier?: { readonly use: "divide" | "multiply"; readonly unit: BaseUnit } | undefined;
  /** The value is a percentage of the base unit. */
  readonly percentage: boolean;
}

/** Converts between units of the same quantity; undefined when they are not. The only such table of the program. */
export function convert(value: number, from: BaseUnit, to: BaseUnit): number | undefined {
  if (from === to) return value;
  return conversions[`${from}>${to}`]?.(value);
}

const conversions: Readonly<Record<string, (value: number) => number>> = {
  "degrees-f>degrees-c": (v) => ((v - 32) * 5) / 9,
  "degrees-k>degrees-c": (v) => v - 273.15,
  "degrees-c>degrees-f": (v) => (v * 9) / 5 + 32,
  "degrees-c>degrees-k": (v) => v + 273.15,
  "cfm>cu-m": (v) => v * 0.0283168, // per minute on both sides
};

const symbols: Partial<Record<BaseUnit, string>> = {
  unspecified: "",
  "degrees-c": "°C",
  "degrees-f": "°F",
  "degrees-k": "K",
  volts: "V",
  amps: "A",
  watts: "W",
  joules: "J",
  rpm: "RPM",
  hz: "Hz",
  cfm: "CFM",
  second: "s",
  millisecond: "ms",
};

/** How people write the unit, e.g. `°C`, `%`, `messages/second`. */
export function unitSymbol(unit: Unit): string {
  const base = symbols[unit.base] ?? unit.base;
  const whole =
    unit.modifier === undefined
      ? base
      : `${base}${unit.modifier.use === "divide" ? "/" : "·"}${symbols[unit.modifier.unit] ?? unit.modifier.unit}`;
  return unit.percentage ? (whole === "" ? "%" : `% ${whole}`) : whole;
}
