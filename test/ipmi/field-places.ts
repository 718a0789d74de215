/** Where the fields of a declared layout lie, as far as that is fixed. */
import type { BitGroupLayout } from "../../src/wire/bits.ts";
import type { Layout } from "../../src/wire/type.ts";
import type { FieldPlace } from "./freeipmi-layouts.ts";

/** In bits; the low bit of a byte comes first. Ends where lengths begin to depend on values. */
export function fieldPlaces(layout: Layout): readonly FieldPlace[] {
  const places: FieldPlace[] = [];
  place(layout, "", 0, places);
  return places;
}

/** Where the next field begins; undefined when nobody can tell. */
function place(layout: Layout, name: string, at: number, places: FieldPlace[]): number | undefined {
  switch (layout.kind) {
    case "integer":
    case "bytes":
      places.push({ name, from: at, to: at + 8 * layout.length });
      return at + 8 * layout.length;
    case "named":
      return place(layout.of, name, at, places);
    case "tag":
      return at;
    case "struct": {
      let end: number | undefined = at;
      for (const member of layout.members) {
        if (end === undefined) return undefined;
        end = member.kind === "bits" ? placeBits(member, end, places) : place(member.type, member.name, end, places);
      }
      return end;
    }
    case "list": {
      if (layout.count === "rest") return undefined;
      let end: number | undefined = at;
      for (let i = 0; i < layout.count && end !== undefined; i++) end = place(layout.of, name, end, places);
      return end;
    }
    default:
      return undefined;
  }
}

function placeBits(group: BitGroupLayout, at: number, places: FieldPlace[]): number {
  for (const { name, spans, form } of group.fields) {
    for (const { high, low } of spans) {
      const ends =
        form === "set" ? Array.from({ length: high - low + 1 }, (_, i) => [low + i, low + i]) : [[low, high]];
      for (const [first, last] of ends) places.push({ name, from: at + first!, to: at + last! + 1 });
    }
  }
  return at + 8 * group.length;
}
