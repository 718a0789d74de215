import { UsageError } from "../base/errors.ts";
import { MAX_ARCS } from "../wire/ber.ts";

/** An OBJECT IDENTIFIER as its arcs, each within 32 unsigned bits. */
export type Oid = readonly number[];

/** From dotted text, with or without a leading dot. Throws `E_OID`. */
export function parseOid(text: string): Oid {
  const arcs = /^\.?\d+(\.\d+)+$/.test(text) ? text.replace(/^\./, "").split(".").map(Number) : [];
  if (arcs.length < 2 || arcs.length > MAX_ARCS || arcs.some((arc) => arc > 0xffffffff)) {
    throw new UsageError("E_OID", `not an object identifier: ${text}`);
  }
  return arcs;
}

export function formatOid(arcs: ArrayLike<number>): string {
  return Array.from(arcs).join(".");
}

/** Lexicographic order: negative, zero, positive. */
export function compareOids(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  }
  return a.length - b.length;
}

/** The index arcs of a variable-length string: its length, then its octets (RFC 2578 section 7.7). */
export function stringIndex(octets: Uint8Array): Oid {
  return [octets.length, ...octets];
}
