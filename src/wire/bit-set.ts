import { InternalError } from "../base/errors.ts";
import { type BitField, span } from "./bits.ts";
import type { Named } from "./named.ts";
import type { Names } from "./names.ts";

/**
 * A mask as the list of its set bits, lowest first: by name where `names` has one, else by number. Bit numbers count
 * from the low end of the mask itself.
 */
export function bitSet(high: number, low: number): BitField<readonly number[], "always">;
export function bitSet<const N extends Names>(
  high: number,
  low: number,
  names: N,
): BitField<readonly Named<N>[], "always">;
export function bitSet(high: number, low: number, names: Names = {}): BitField<readonly (string | number)[], "always"> {
  const { spans, width } = span(high, low);
  const members: (string | number)[] = Array.from({ length: width }, (_, bit) => bit);
  for (const [name, bit] of Object.entries(names)) {
    if (typeof members[bit] !== "number")
      throw new InternalError("E_DECLARATION", `bit ${bit} cannot be named ${name}`);
    members[bit] = name;
  }
  return {
    form: "set",
    spans,
    width,
    names,
    presence: "always",
    fromBits(raw) {
      const found: (string | number)[] = [];
      for (let left = raw, bit = 0; left > 0; left = left >>> 1, bit++) if (left & 1) found.push(members[bit]!);
      return found;
    },
    toBits(values) {
      let raw = 0;
      for (const value of new Set(values)) {
        const bit = typeof value === "string" ? names[value] : value;
        if (bit === undefined || members[bit] !== value) return Number.NaN;
        raw += 2 ** bit;
      }
      return raw;
    },
  };
}
