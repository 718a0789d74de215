import { struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Module Current Requirements, PICMG record 16h: AMC.0 section 3.7.1. */
export const moduleCurrentRequirements = struct("Module Current Requirements", {
  kind: tag("picmg-module-current-requirements"),
  recordVersion: u8,
  /** Tenths of an ampere at 12 V. */
  currentDraw: u8,
});
export type ModuleCurrentRequirements = ValueOfType<typeof moduleCurrentRequirements>;
