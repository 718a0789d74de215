import { UsageError } from "../base/errors.ts";
import { type EntityType, entityTypeFromName, entityTypeName } from "./entity-type.ts";

/** One step of an entity path: a type and where among its siblings it sits. */
export interface EntityElement {
  readonly type: EntityType;
  readonly location: number;
}

/** Where a thing is, outermost container first. HPI lists it innermost first; the text form is the same. */
export type EntityPath = readonly EntityElement[];

/** The canonical text, e.g. `{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,3}{PICMG_FRONT_BLADE,3}`. */
export function formatEntityPath(path: EntityPath): string {
  return path.map((e) => `{${entityTypeName(e.type)},${e.location}}`).join("");
}

/** Parses the canonical text; UsageError `E_ENTITY_PATH` when it is none. */
export function parseEntityPath(text: string): EntityPath {
  const path: EntityElement[] = [];
  const element = /\{([A-Z0-9_]+),(\d{1,10})\}/y;
  while (element.lastIndex < text.length) {
    const at = element.lastIndex;
    const match = element.exec(text);
    const type = match === null ? undefined : entityTypeFromName(match[1] ?? "");
    if (match === null || type === undefined) {
      throw new UsageError("E_ENTITY_PATH", `not an entity path: expected {TYPE,number} at character ${at}`, { at });
    }
    path.push({ type, location: Number(match[2]) });
  }
  return path;
}

export function sameEntityPath(a: EntityPath, b: EntityPath): boolean {
  return a.length === b.length && a.every((e, i) => e.type === b[i]?.type && e.location === b[i]?.location);
}

/** True when `outer` is `inner` or contains it. */
export function containsEntityPath(outer: EntityPath, inner: EntityPath): boolean {
  return outer.length <= inner.length && sameEntityPath(outer, inner.slice(0, outer.length));
}

/** Order of places: container before content, then type, then location. */
export function compareEntityPaths(a: EntityPath, b: EntityPath): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x.type !== y.type) return x.type - y.type;
    if (x.location !== y.location) return x.location - y.location;
  }
  return a.length - b.length;
}
