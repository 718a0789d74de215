import { bytes, struct, tag } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** OEM record without time stamp, types E0h to FFh: IPMI 2.0 section 32.3. */
export const oemSel = struct("OEM SEL record", { kind: tag("oem"), data: bytes(13) });
export type OemSel = ValueOfType<typeof oemSel>;
