import { formatOid, type Oid } from "../../snmp/oid.ts";
import type { RowValues } from "../../snmp/table.ts";
import type { Rows } from "./hpi-agent-mib/rows.ts";

/** StorageType (RFC 2579): what comes from the configuration cannot be changed by SET. */
export const STORAGE_READ_ONLY = 5;

/** RowStatus (RFC 2579). */
export const ROW_ACTIVE = 1;

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
