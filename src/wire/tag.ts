import type { Type } from "./type.ts";

/** A constant that takes no bytes: tells members of a union apart. */
export function tag<const T extends string>(value: T): Type<T> {
  return { layout: { kind: "tag", value }, read: () => value, write: () => {} };
}
