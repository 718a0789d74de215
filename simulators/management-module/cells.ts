/** Tables and scalars of BLADE-MIB whose values are read from the chassis when they are asked for. */
import type { ColumnSpec } from "../../src/snmp/column.ts";
import type { Oid } from "../../src/snmp/oid.ts";
import { ErrorStatus } from "../../src/snmp/pdu.ts";
import type { CellWriter } from "../../src/snmp/set.ts";
import type { ObjectStore } from "../../src/snmp/store.ts";
import type { SnmpValue, Syntax } from "../../src/snmp/syntax.ts";

/** bladeCenterSnmpMIB: enterprises.ibm.ibmAgents.netfinitySupportProcessorAgent.2. */
const root = [1, 3, 6, 1, 4, 1, 2, 3, 51, 2];

/** An object identifier below bladeCenterSnmpMIB. */
export function under(...arcs: readonly number[]): Oid {
  return [...root, ...arcs];
}

type Cell = (row: number) => SnmpValue;
export type TypedCell = readonly [syntax: Syntax, value: Cell, write?: CellWriter];
/** By the last arc of the object; `row` is 0 for scalars. */
export type Cells = Readonly<Record<number, TypedCell>>;

export const integer = (value: (row: number) => number): TypedCell => ["Integer32", value];
export const text = (value: (row: number) => string): TypedCell => ["OctetString", value];
/** Something to do by writing one of `values`; reading it tells `shown`. `act` is false when it cannot be done. */
export const order = (
  values: readonly number[],
  act: (row: number, value: number) => boolean,
  shown: (row: number) => number = () => 0,
): TypedCell => [
  "Integer32",
  shown,
  {
    test: ({ value }) => (values.includes(Number(value)) ? ErrorStatus.noError : ErrorStatus.wrongValue),
    commit: ({ index: [row = 0], value }) => (act(row, Number(value)) ? ErrorStatus.noError : ErrorStatus.commitFailed),
    undo: () => false,
  },
];
export const flag = (value: (row: number) => boolean): TypedCell => integer((row) => (value(row) ? 1 : 0));

/** The values that BLADE-MIB has where there is nothing to tell. */
export const notReadable = "Not Readable!";
export const notAvailable = "Not Available";
export const notApplicable = 255;
/** LEDs. */
export const off = 0;
export const on = 1;

function columns(cells: Cells): ColumnSpec[] {
  return Object.entries(cells).map(([number, [syntax, value, write]]) => ({
    number: Number(number),
    syntax,
    live: ([row = 0]) => value(row),
    ...(write === undefined ? {} : { write }),
  }));
}

export function scalars(store: ObjectStore, group: Oid, cells: Cells): void {
  store.scalars(group, columns(cells));
}

/** A table with the rows 1 to `rows`. */
export function fixed(store: ObjectStore, entry: Oid, rows: number, cells: Cells): void {
  const table = store.table(entry, columns(cells));
  table.batch(() => {
    for (let row = 1; row <= rows; row++) table.insert([row], {});
  });
}

/** A table whose rows come and go; gives what brings it up to date. */
export function growing(store: ObjectStore, entry: Oid, rows: () => number, cells: Cells): () => void {
  const table = store.table(entry, columns(cells));
  const handles: number[] = [];
  return () =>
    table.batch(() => {
      const wanted = rows();
      while (handles.length < wanted) handles.push(table.insert([handles.length + 1], {}));
      for (const handle of handles.splice(wanted)) table.delete(handle);
    });
}

/** Firmware's minor part is BCD. */
export function revision({ major, minor }: { readonly major: number; readonly minor: number }): string {
  return `${major}.${minor.toString(16).padStart(2, "0")}`;
}
