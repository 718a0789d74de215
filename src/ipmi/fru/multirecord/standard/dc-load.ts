import { bits, i16, reserved, span, struct, tag, u16 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** DC Load, type 02h: FRU Information Storage Definition section 18.3. Voltages in 10 mV. */
export const dcLoad = struct("DC Load", {
  kind: tag("dc-load"),
  ...bits(1, { output: span(3, 0), reservedOutput4: reserved(7, 4) }),
  nominalVoltage: i16,
  minimumVoltage: i16,
  maximumVoltage: i16,
  /** Millivolts, peak to peak. */
  ripple: u16,
  /** Milliamperes. */
  minimumCurrent: u16,
  maximumCurrent: u16,
});
export type DcLoad = ValueOfType<typeof dcLoad>;
