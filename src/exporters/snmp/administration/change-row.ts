import type { Oid } from "../../../snmp/oid.ts";
import { ErrorStatus, type ErrorStatusCode } from "../../../snmp/pdu.ts";
import type { Refusal, Step, WrittenValue } from "../../../snmp/set.ts";
import { RowStatus, StorageType } from "../storage.ts";
import type { SetRow } from "./row.ts";
import type { SetColumn, SetTable } from "./tables.ts";
import { changeUser, isUserComplete, noSecrets, type UserRow } from "./user-row.ts";

/** An assignment to a column of a row. */
export interface CellStep {
  readonly step: Step;
  readonly column: SetColumn;
}

export interface RowRequest {
  readonly table: SetTable;
  readonly index: Oid;
  /** The row as it is. */
  readonly before: SetRow | undefined;
  readonly cells: readonly CellStep[];
  /** Whether the table may have another row. */
  readonly room: boolean;
  readonly requesterIs: (index: Oid) => boolean;
  readonly user: (pointer: Oid) => UserRow | undefined;
}

export type RowOutcome = { readonly row: SetRow | undefined } | Refusal;

/** What the assignments of one request make of one row (RFC 2579, RowStatus and StorageType). Changes nothing. */
export function changeRow(request: RowRequest): RowOutcome {
  const { table, index, before, cells } = request;
  const refuse = (cell: CellStep, status: ErrorStatusCode): Refusal => ({ step: cell.step, status });
  const assigned = (cell: CellStep): WrittenValue => cell.step.assignment.value;
  for (const cell of cells) {
    if (cell.column.fixed === true) return refuse(cell, ErrorStatus.notWritable);
    const status = cell.column.check(assigned(cell));
    if (status !== ErrorStatus.noError) return refuse(cell, status);
  }
  const statuses = cells.filter(({ column }) => column.number === table.status);
  const [statusCell] = statuses;
  const other = statuses.find((cell) => assigned(cell) !== assigned(statuses[0]!));
  if (other !== undefined) return refuse(other, ErrorStatus.inconsistentValue);
  const wanted = statusCell && (assigned(statusCell) as number);
  if (wanted === RowStatus.notReady) return refuse(statusCell!, ErrorStatus.wrongValue);
  if (before !== undefined && isReadOnly(before, table)) {
    if (before.values[table.storage] === StorageType.permanent && table.name === "usmUserTable") {
      const blocked = cells.find(({ column }) => ![6, 7, 9, 10, 11].includes(column.number));
      if (blocked !== undefined && !(blocked === statusCell && wanted === RowStatus.active)) {
        return refuse(blocked, blocked === statusCell ? ErrorStatus.inconsistentValue : ErrorStatus.notWritable);
      }
    } else {
      const [first] = cells;
      return refuse(first!, first === statusCell ? ErrorStatus.inconsistentValue : ErrorStatus.notWritable);
    }
  }
  if (wanted === RowStatus.destroy) return { row: undefined };
  const creates = wanted === RowStatus.createAndGo || wanted === RowStatus.createAndWait;
  if (creates && before !== undefined) return refuse(statusCell!, ErrorStatus.inconsistentValue);
  if (before === undefined) {
    if (!table.hasIndex(index)) return refuse(cells[0]!, ErrorStatus.noCreation);
    if (statusCell === undefined) return refuse(cells[0]!, ErrorStatus.inconsistentName);
    if (!creates) return refuse(statusCell, ErrorStatus.inconsistentValue);
    if (!request.room) return refuse(statusCell, ErrorStatus.resourceUnavailable);
  }
  const values: Record<number, WrittenValue> = { ...(before?.values ?? initialValues(table)) };
  for (const cell of cells) if (cell !== statusCell) values[cell.column.number] = assigned(cell);
  let row: SetRow = { index, values, ...(before?.secrets === undefined ? {} : { secrets: before.secrets }) };
  if (table.name === "usmUserTable") {
    const user = { values, secrets: before?.secrets ?? noSecrets };
    const changed = changeUser({
      before: before && { values: before.values, secrets: before.secrets ?? noSecrets },
      // Protocols are taken over one by one: not every assignment may be.
      row: before === undefined ? user : { ...user, values: { ...values, 5: before.values[5]!, 8: before.values[8]! } },
      assigned: new Map(cells.map((cell) => [cell.column.number, assigned(cell)])),
      own: request.requesterIs(index),
      source: request.user,
    });
    if ("column" in changed) {
      return refuse(cells.find(({ column }) => column.number === changed.column) ?? cells[0]!, changed.status);
    }
    row = { index, ...changed };
  }
  return settle(request, row, statusCell, wanted);
}

/** Gives a changed row the status that follows. */
function settle(
  request: RowRequest,
  row: SetRow,
  statusCell: CellStep | undefined,
  wanted: number | undefined,
): RowOutcome {
  const { table, before, cells } = request;
  const complete = isComplete(table, row.values);
  const ready = complete && (row.secrets === undefined || isUserComplete({ values: row.values, secrets: row.secrets }));
  const was = before?.values[table.status];
  const wait = ready ? RowStatus.notInService : RowStatus.notReady;
  let status: number;
  if (wanted === RowStatus.createAndGo || wanted === RowStatus.active) {
    if (!ready) return { step: statusCell!.step, status: ErrorStatus.inconsistentValue };
    status = RowStatus.active;
  } else if (wanted === RowStatus.createAndWait) status = wait;
  else if (wanted === RowStatus.notInService) {
    if (!ready) return { step: statusCell!.step, status: ErrorStatus.inconsistentValue };
    status = RowStatus.notInService;
  } else if (was === RowStatus.active) {
    const last = cells.at(-1)!;
    if (!complete) return { step: last.step, status: ErrorStatus.inconsistentValue };
    // A user that has just been cloned has no keys of its own yet.
    status = ready ? RowStatus.active : RowStatus.notReady;
  } else status = wait;
  if (was === RowStatus.active && status === RowStatus.active) {
    const steady = cells.find(({ column }) => column.steady === true);
    if (steady !== undefined) return { step: steady.step, status: ErrorStatus.inconsistentValue };
  }
  return { row: { ...row, values: { ...row.values, [table.status]: status } } };
}

function isReadOnly(row: SetRow, table: SetTable): boolean {
  const storage = row.values[table.storage];
  return storage === StorageType.readOnly || storage === StorageType.permanent;
}

/** A row that says nothing of itself. */
export function initialValues(table: SetTable): Record<number, WrittenValue> {
  const values: Record<number, WrittenValue> = {};
  for (const { number, initial } of table.columns) if (initial !== undefined) values[number] = initial;
  return values;
}

/** Whether a row has all it needs, and its columns go together. */
export function isComplete(table: SetTable, values: SetRow["values"]): boolean {
  const all = table.columns.every(({ number }) => number === table.status || values[number] !== undefined);
  return all && (table.agrees?.(values) ?? true);
}
