import { bits, flag, i16, named, reserved, span, struct, tag, u16 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

const currentUnit = named(span(4, 4), { tenMilliamperes: 0, hundredMilliamperes: 1 });

/** Extended DC Output, type 09h: FRU Information Storage Definition section 18.2a. As DC Output, for larger currents. */
export const extendedDcOutput = struct("Extended DC Output", {
  kind: tag("extended-dc-output"),
  ...bits(1, { output: span(3, 0), currentUnit, reservedOutput5: reserved(6, 5), standby: flag(7) }),
  /** In 10 mV. */
  nominalVoltage: i16,
  maximumNegativeDeviation: i16,
  maximumPositiveDeviation: i16,
  /** Millivolts, peak to peak. */
  ripple: u16,
  /** In `currentUnit`. */
  minimumCurrent: u16,
  maximumCurrent: u16,
});
export type ExtendedDcOutput = ValueOfType<typeof extendedDcOutput>;

/** Extended DC Load, type 0Ah: FRU Information Storage Definition section 18.3a. As DC Load, for larger currents. */
export const extendedDcLoad = struct("Extended DC Load", {
  kind: tag("extended-dc-load"),
  ...bits(1, { output: span(3, 0), currentUnit, reservedOutput5: reserved(7, 5) }),
  /** In 10 mV. */
  nominalVoltage: i16,
  minimumVoltage: i16,
  maximumVoltage: i16,
  /** Millivolts, peak to peak. */
  ripple: u16,
  /** In `currentUnit`. */
  minimumCurrent: u16,
  maximumCurrent: u16,
});
export type ExtendedDcLoad = ValueOfType<typeof extendedDcLoad>;
