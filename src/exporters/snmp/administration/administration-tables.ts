import type { ColumnSpec } from "../../../snmp/column.ts";
import { formatOid, type Oid, stringIndex } from "../../../snmp/oid.ts";
import type { CellWriter } from "../../../snmp/set.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import type { RowValues } from "../../../snmp/table.ts";
import { Rows } from "../rows.ts";
import { type ShownRow, showRows } from "../storage.ts";
import { type SetRow, type SetRows, type SetTableName, setTableNames } from "./row.ts";
import { type SetColumn, type SetTable, setTables } from "./tables.ts";

/** Rows that configuration and commands make, by the names of their tables. */
export type FixedRows = Readonly<Record<SetTableName, readonly ShownRow[]>>;

/** What lets SET write these tables; without it they are read-only. */
export interface AdministrationWriters {
  cell(table: SetTable, column: SetColumn): CellWriter;
  /** A lock of TestAndIncr syntax. */
  lock(number: number): ColumnSpec;
}

const vacmContext: Oid = [1, 3, 6, 1, 6, 3, 16, 1, 1, 1];
/** usmUserSpinLock, vacmViewSpinLock and snmpTargetSpinLock. */
const locks: readonly Oid[] = [
  [1, 3, 6, 1, 6, 3, 15, 1, 2],
  [1, 3, 6, 1, 6, 3, 16, 1, 5],
  [1, 3, 6, 1, 6, 3, 12, 1],
];

/** Columns of a table that are below the same entry. */
interface Part {
  readonly rows: Rows<string>;
  readonly columns: readonly SetColumn[];
}

/** USM, VACM, target, notification and community tables: what is configured, and what was made by SET. */
export class AdministrationTables {
  readonly #engineId: Uint8Array;
  readonly #parts = new Map<SetTableName, readonly Part[]>();

  constructor(store: ObjectStore, engineId: Uint8Array, writers: AdministrationWriters | undefined) {
    this.#engineId = engineId;
    store.table(vacmContext, [{ number: 1, syntax: "OctetString" }]).insert(stringIndex(Buffer.alloc(0)), { 1: "" });
    for (const group of locks) {
      store.scalars(group, [writers?.lock(1) ?? { number: 1, syntax: "Integer32", value: 0 }]);
    }
    for (const table of setTables) {
      const spec = (column: SetColumn): ColumnSpec => {
        const { syntax } = column;
        const number = column.object?.at(-1) ?? column.number;
        return writers === undefined || column.fixed === true
          ? { number, syntax }
          : { number, syntax, write: writers.cell(table, column) };
      };
      const part = (entry: Oid, columns: readonly SetColumn[]): Part => ({
        rows: new Rows(store.table(entry, columns.map(spec))),
        columns,
      });
      const own = table.columns.filter(({ object }) => object === undefined);
      const others = table.columns.filter(({ object }) => object !== undefined);
      const augmented = others[0]?.object?.slice(0, -1);
      this.#parts.set(table.name, [
        part(table.entry, own),
        ...(augmented === undefined ? [] : [part(augmented, others)]),
      ]);
    }
  }

  /** A fixed row hides one that was made by SET under the same index. */
  show(fixed: FixedRows, made: SetRows): void {
    for (const name of setTableNames) {
      const taken = new Set(fixed[name].map(([index]) => formatOid(index)));
      const others = [...made[name].values()].filter(({ index }) => !taken.has(formatOid(index)));
      const table = setTables.find((candidate) => candidate.name === name)!;
      const shown = others.map((row): ShownRow => [row.index, this.#shown(table, row)]);
      for (const { rows, columns } of this.#parts.get(name)!) {
        const cells = ([index, values]: ShownRow): ShownRow => [
          index,
          Object.fromEntries(columns.map(({ number, object }) => [object?.at(-1) ?? number, values[number]])),
        ];
        showRows(rows, [...fixed[name], ...shown].map(cells));
      }
    }
  }

  #shown(table: SetTable, { index, values }: SetRow): RowValues {
    const shown: Record<number, RowValues[number]> = {};
    for (const { number, secret } of table.columns) shown[number] = secret === true ? "" : values[number];
    // usmUserSecurityName is the name, which ends the index.
    if (table.name === "usmUserTable") shown[3] = Buffer.from(index.slice(index[0]! + 2));
    if (table.name === "snmpCommunityTable" && (values[4] as Uint8Array).length === 0) shown[4] = this.#engineId;
    return shown;
  }
}
