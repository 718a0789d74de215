/** Laying an instance over its kind. */
import type { Fault } from "../yaml-file.ts";

/** The entry of a table of kinds; a missing one is a fault at `path`. */
export function lookUp<T>(
  table: Readonly<Record<string, T>> | undefined,
  name: string | undefined,
  path: readonly string[],
  tableName: string,
  faults: Fault[],
): T | undefined {
  if (name === undefined) return undefined;
  const found = table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) {
    const known = Object.keys(table ?? {}).join(" | ");
    faults.push({ path, message: `"${name}" is not in ${tableName}; expected one of ${known}` });
  }
  return found;
}

/** A copy without keys whose value is undefined, so that spreading it does not hide what is below. */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
