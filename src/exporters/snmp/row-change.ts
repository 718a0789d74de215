import type { SnmpValue } from "../../snmp/syntax.ts";
import type { RowValues } from "../../snmp/table.ts";

/** Numbers of the columns whose values differ. */
export function changedColumns(before: RowValues, after: RowValues): readonly number[] {
  const numbers = new Set([...Object.keys(before), ...Object.keys(after)].map(Number));
  return [...numbers].filter((number) => !sameValue(before[number], after[number]));
}

export function sameValue(a: SnmpValue | undefined, b: SnmpValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
