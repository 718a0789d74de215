import { formatOid, type Oid } from "../../snmp/oid.ts";
import type { RowValues } from "../../snmp/table.ts";
import type { Rows } from "./rows.ts";

/** RowStatus (RFC 2579). */
export const RowStatus = {
  active: 1,
  notInService: 2,
  notReady: 3,
  createAndGo: 4,
  createAndWait: 5,
  destroy: 6,
} as const;

/** StorageType (RFC 2579). */
export const StorageType = { other: 1, volatile: 2, nonVolatile: 3, permanent: 4, readOnly: 5 } as const;

/** A row that shall be there: its index and its values. */
export type ShownRow = readonly [index: Oid, values: RowValues];

/** Makes these the rows of a table, by their indexes. */
export function showRows(rows: Rows<string>, wanted: readonly ShownRow[]): void {
  rows.batch(() => {
    const keys = new Set(wanted.map(([index]) => formatOid(index)));
    for (const key of rows.keys()) if (!keys.has(key)) rows.remove(key);
    for (const [index, values] of wanted) rows.put(formatOid(index), index, values);
  });
}
