import { rest, struct, tag, u24 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** OEM Record, type C0h: IPMI 2.0 section 43.12. */
export const oemSdr = struct("OEM SDR", { kind: tag("oem"), manufacturerId: u24, data: rest });
export type OemSdr = ValueOfType<typeof oemSdr>;
