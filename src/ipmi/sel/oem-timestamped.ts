import { bytes, struct, tag, u24, u32 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** OEM record with time stamp, types C0h to DFh: IPMI 2.0 section 32.2. */
export const oemTimestamped = struct("timestamped OEM SEL record", {
  kind: tag("oem-timestamped"),
  /** See `selTime`. */
  timestamp: u32,
  manufacturerId: u24,
  data: bytes(6),
});
export type OemTimestamped = ValueOfType<typeof oemTimestamped>;
