/** Byte arrays and lists. */
import type { Type } from "./type.ts";

/** Exactly `length` bytes. */
export function bytes(length: number): Type<Uint8Array> {
  return {
    layout: { kind: "bytes", length },
    read: (reader) => reader.bytes(length),
    write(writer, value) {
      if (value.length !== length) throw writer.invalid(`${length} bytes expected, ${value.length} given`);
      writer.bytes(value);
    },
  };
}

/** Bytes preceded by their number in `countLength` bytes. */
export function countedBytes(countLength = 1): Type<Uint8Array> {
  return {
    layout: { kind: "countedBytes", countLength },
    read: (reader) => reader.bytes(reader.unsigned(countLength)),
    write(writer, value) {
      writer.unsigned(countLength, value.length);
      writer.bytes(value);
    },
  };
}

/** Everything up to the end, possibly nothing. Only as the last field. */
export const rest: Type<Uint8Array> = {
  layout: { kind: "rest" },
  read: (reader) => reader.rest(),
  write: (writer, value) => writer.bytes(value),
};

/** Exactly `count` elements, or as many as there are up to the end. */
export function list<T>(count: number | "rest", element: Type<T>): Type<readonly T[]> {
  return {
    layout: { kind: "list", of: element.layout, count },
    read(reader, scope) {
      const values: T[] = [];
      while (count === "rest" ? reader.remaining > 0 : values.length < count) {
        const before = reader.remaining;
        values.push(element.read(reader, scope));
        // An element of no bytes would be read for ever.
        if (count === "rest" && reader.remaining === before) throw reader.invalid("an element without bytes");
      }
      return values;
    },
    write(writer, values, scope) {
      if (count !== "rest" && values.length !== count) {
        throw writer.invalid(`${count} elements expected, ${values.length} given`);
      }
      for (const value of values) element.write(writer, value, scope);
    },
  };
}

/** Elements preceded by their number in `countLength` bytes. */
export function countedList<T>(element: Type<T>, countLength = 1): Type<readonly T[]> {
  return {
    layout: { kind: "countedList", countLength, of: element.layout },
    read(reader, scope) {
      const count = reader.unsigned(countLength);
      const values: T[] = [];
      for (let i = 0; i < count; i++) values.push(element.read(reader, scope));
      return values;
    },
    write(writer, values, scope) {
      writer.unsigned(countLength, values.length);
      for (const value of values) element.write(writer, value, scope);
    },
  };
}
