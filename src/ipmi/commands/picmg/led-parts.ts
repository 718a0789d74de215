/** LED colors: PICMG 3.0 commands 06h to 08h. */
import { named, span } from "../../../wire/declare.ts";

export const ledColors = { blue: 1, red: 2, green: 3, amber: 4, orange: 5, white: 6 } as const;
export type LedColor = keyof typeof ledColors;

export const ledColor = named(span(3, 0), ledColors);

export const requestedLedColor = named(span(3, 0), { ...ledColors, keep: 14, default: 15 });
