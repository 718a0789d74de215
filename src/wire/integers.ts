import type { Type } from "./type.ts";

function integer(length: number, signed: boolean): Type<number> {
  return {
    layout: { kind: "integer", length, signed },
    read: (reader) => (signed ? reader.signed(length) : reader.unsigned(length)),
    write: (writer, value) => (signed ? writer.signed(length, value) : writer.unsigned(length, value)),
  };
}

/** Unsigned and two's complement integers in the byte order of the reader or writer. */
export const u8 = integer(1, false);
export const u16 = integer(2, false);
export const u24 = integer(3, false);
export const u32 = integer(4, false);
export const i8 = integer(1, true);
export const i16 = integer(2, true);
