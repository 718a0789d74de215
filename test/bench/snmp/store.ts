import { ObjectStore } from "../../../src/snmp/store.ts";
import type { Table } from "../../../src/snmp/table.ts";
import { COLUMNS, cell, ENTRY } from "./shape.ts";

export const columns = Array.from({ length: COLUMNS }, (_, i) => i + 1);

/** A store with the table of this benchmark. */
export function benchStore(rows: number): { readonly store: ObjectStore; readonly table: Table } {
  const store = new ObjectStore();
  const table = store.table(
    ENTRY,
    columns.map((number) => ({ number, syntax: number === COLUMNS ? "OctetString" : "Integer32" })),
  );
  table.batch(() => {
    for (let row = 1; row <= rows; row++) {
      table.insert([row], Object.fromEntries(columns.map((number) => [number, cell(number, row)])));
    }
  });
  return { store, table };
}
