import { InternalError } from "../base/errors.ts";
import type { BitField } from "./bits.ts";
import type { Names } from "./names.ts";
import type { Type } from "./type.ts";

/** A known value by its name, any other as the number it is. */
export type Named<N extends Names> = (keyof N & string) | number;

/** Gives the known values of an integer or of bits a name. Unknown values survive as numbers and re-encode exactly. */
export function named<const N extends Names>(of: BitField<number, "always">, names: N): BitField<Named<N>, "always">;
export function named<const N extends Names>(of: Type<number>, names: N): Type<Named<N>>;
export function named(
  of: Type<number> | BitField<number, "always">,
  names: Names,
): Type<string | number> | BitField<string | number, "always"> {
  const nameOf = new Map<number, string>();
  for (const [name, value] of Object.entries(names)) {
    if (nameOf.has(value))
      throw new InternalError("E_DECLARATION", `${name} and ${nameOf.get(value)} are both ${value}`);
    nameOf.set(value, name);
  }
  const fromNumber = (value: number): string | number => nameOf.get(value) ?? value;
  const toNumber = (value: string | number): number =>
    typeof value === "string" ? (names[value] ?? Number.NaN) : value;

  if ("spans" in of) {
    return {
      ...of,
      names,
      fromBits: (raw: number) => fromNumber(of.fromBits(raw)),
      toBits: (value: string | number) => of.toBits(toNumber(value)),
    };
  }
  return {
    layout: { kind: "named", of: of.layout, names },
    read: (reader, scope) => fromNumber(of.read(reader, scope)),
    write: (writer, value, scope) => of.write(writer, toNumber(value), scope),
  };
}
