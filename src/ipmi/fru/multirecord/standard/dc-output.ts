import { bits, flag, i16, reserved, span, struct, tag, u16 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** DC Output, type 01h: FRU Information Storage Definition section 18.2. Voltages in 10 mV. */
export const dcOutput = struct("DC Output", {
  kind: tag("dc-output"),
  ...bits(1, { output: span(3, 0), reservedOutput4: reserved(6, 4), standby: flag(7) }),
  nominalVoltage: i16,
  /** The lowest and the highest voltage, not differences. */
  maximumNegativeDeviation: i16,
  maximumPositiveDeviation: i16,
  /** Millivolts, peak to peak. */
  ripple: u16,
  /** Milliamperes. */
  minimumCurrent: u16,
  maximumCurrent: u16,
});
export type DcOutput = ValueOfType<typeof dcOutput>;
