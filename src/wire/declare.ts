/** The vocabulary of declarations, in one import. */
export { bitSet } from "./bit-set.ts";
export { bits, flag, optionalBits, reserved, signed, span, unsigned } from "./bits.ts";
export { i8, i16, u8, u16, u24, u32 } from "./integers.ts";
export { named } from "./named.ts";
export { bytes, countedBytes, countedList, list, rest } from "./sequences.ts";
export { type Members, optional, type Struct, struct, type ValueOf } from "./struct.ts";
export { switchOn } from "./switch-on.ts";
export { tag } from "./tag.ts";
export type { Type, ValueOfType } from "./type.ts";
