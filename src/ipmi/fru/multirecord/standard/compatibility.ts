import { bits, reserved, rest, span, struct, tag, u8, u24 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

const compatibility = {
  manufacturerId: u24,
  entityId: u8,
  compatibilityBase: u8,
  ...bits(1, { firstCode: span(6, 0), reservedCode7: reserved(7, 7) }),
  /** Bit n of byte m = code `firstCode` + 8 m + n + 1 is compatible too. */
  furtherCodes: rest,
};

/** Base Compatibility, type 04h: FRU Information Storage Definition section 18.5. */
export const baseCompatibility = struct("Base Compatibility", { kind: tag("base-compatibility"), ...compatibility });
export type BaseCompatibility = ValueOfType<typeof baseCompatibility>;

/** Extended Compatibility, type 05h: FRU Information Storage Definition section 18.6. */
export const extendedCompatibility = struct("Extended Compatibility", {
  kind: tag("extended-compatibility"),
  ...compatibility,
});
export type ExtendedCompatibility = ValueOfType<typeof extendedCompatibility>;
