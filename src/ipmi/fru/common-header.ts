import { bits, reserved, span, struct, u8 } from "../../wire/declare.ts";

/** FRU Information Storage Definition 1.0 section 8. Offsets count eight bytes; 0 = no such area. */
export const commonHeader = struct("FRU common header", {
  ...bits(1, { version: span(3, 0), reservedVersion4: reserved(7, 4) }),
  internalUse: u8,
  chassis: u8,
  board: u8,
  product: u8,
  multirecord: u8,
  pad: u8,
  checksum: u8,
});
export const commonHeaderLength = 8;
