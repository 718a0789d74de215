import { formatOid, type Oid, parseOid } from "../../../snmp/oid.ts";
import { ErrorStatus } from "../../../snmp/pdu.ts";
import type { WrittenValue } from "../../../snmp/set.ts";
import { RowStatus, StorageType } from "../storage.ts";
import { initialValues, isComplete } from "./change-row.ts";
import { noSetRows, type SetRow, type SetRows, setTableNames, type UserSecrets } from "./row.ts";
import { type SetColumn, type SetTable, setTable } from "./tables.ts";

/** A row in a file: octets in hexadecimal, object identifiers with dots. */
export interface StoredRow {
  readonly index: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly secrets?: UserSecrets | undefined;
}

/** Rows by the names of their tables. */
export type StoredRows = Readonly<Record<string, readonly StoredRow[]>>;

/** The rows that outlive a restart, by their StorageType. */
export function storeRows(rows: SetRows): StoredRows {
  return Object.fromEntries(
    setTableNames.map((name) => {
      const table = setTable(name);
      const kept = [...rows[name].values()].filter((row) => row.values[table.storage] !== StorageType.volatile);
      return [name, kept.map((row) => storeRow(table, row))];
    }),
  );
}

function storeRow(table: SetTable, { index, values, secrets }: SetRow): StoredRow {
  const stored: Record<number, string | number> = {};
  for (const { number, syntax } of table.columns) {
    const value = values[number];
    if (value === undefined) continue;
    if (syntax === "Integer32") stored[number] = value as number;
    else if (syntax === "ObjectIdentifier") stored[number] = formatOid(value as Oid);
    else stored[number] = Buffer.from(value as Uint8Array).toString("hex");
  }
  return { index: formatOid(index), values: stored, ...(secrets === undefined ? {} : { secrets }) };
}

/** Rows from a file. `bad` is told the name of a table and the index of what is none of its rows, which is left out. */
export function loadRows(stored: StoredRows, bad: (table: string, index: string) => void): SetRows {
  const rows = setTableNames.map((name) => {
    const table = setTable(name);
    const loaded = new Map<string, SetRow>();
    for (const each of stored[name] ?? []) {
      const row = loadRow(table, each);
      if (row === undefined) bad(name, String(each.index));
      else loaded.set(formatOid(row.index), row);
    }
    return [name, loaded] as const;
  });
  return { ...noSetRows, ...Object.fromEntries(rows) };
}

function loadRow(table: SetTable, { index, values, secrets }: StoredRow): SetRow | undefined {
  const arcs = index.split(".").map(Number);
  if (!arcs.every((arc) => Number.isInteger(arc) && arc >= 0 && arc <= 0xffffffff) || !table.hasIndex(arcs))
    return undefined;
  // What it did not have when it was written it has as a new row does.
  const loaded = initialValues(table);
  for (const column of table.columns) {
    const value = values[column.number];
    if (value === undefined) continue;
    const known = loadValue(column, value);
    if (known === undefined) return undefined;
    loaded[column.number] = known;
  }
  if (loaded[table.status] === undefined || loaded[table.storage] === undefined) return undefined;
  if (loaded[table.status] === RowStatus.active && !isComplete(table, loaded)) return undefined;
  return { index: arcs, values: loaded, ...(secrets === undefined ? {} : { secrets }) };
}

function loadValue(column: SetColumn, stored: string | number): WrittenValue | undefined {
  const value = decoded(column, stored);
  if (value === undefined) return undefined;
  const isInitial = Buffer.isBuffer(value) && value.length === 0;
  return isInitial || column.check(value) === ErrorStatus.noError ? value : undefined;
}

function decoded({ syntax }: SetColumn, stored: string | number): WrittenValue | undefined {
  if (syntax === "Integer32") return typeof stored === "number" && Number.isInteger(stored) ? stored : undefined;
  if (typeof stored !== "string") return undefined;
  if (syntax === "OctetString") return /^([0-9a-f]{2})*$/.test(stored) ? Buffer.from(stored, "hex") : undefined;
  return /^\d+(\.\d+)+$/.test(stored) ? parseOid(stored) : undefined;
}
