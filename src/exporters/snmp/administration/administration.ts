import { messageOf, UsageError } from "../../../base/errors.ts";
import type { Logger } from "../../../base/logger.ts";
import type { Role } from "../../../hpi/operation.ts";
import type { SnmpEngine } from "../../../snmp/engine.ts";
import type { NotificationTarget } from "../../../snmp/notification-target.ts";
import { formatOid, type Oid } from "../../../snmp/oid.ts";
import { ErrorStatus } from "../../../snmp/pdu.ts";
import type { CellWriter, JointWriter, Refusal, Step, WrittenValue } from "../../../snmp/set.ts";
import { localKeys, masterKeys } from "../../../snmp/user-keys.ts";
import { AGENTX_PRINCIPAL } from "../agentx.ts";
import type { SnmpManagers, SnmpUser } from "../manager-settings.ts";
import type { Managers } from "../managers.ts";
import { userIndex } from "../security-tables.ts";
import { RowStatus, StorageType } from "../storage.ts";
import { testAndIncrement } from "../test-and-increment.ts";
import type { AdministrationWriters } from "./administration-tables.ts";
import { changeRow, initialValues } from "./change-row.ts";
import { userNameOf } from "./interpret.ts";
import { noSetRows, type SetRow, type SetRows, type SetTableName, setTableNames } from "./row.ts";
import {
  authProtocolOid,
  ownUserColumns,
  privProtocolOid,
  type SetColumn,
  type SetTable,
  setTable,
  UserColumn,
} from "./tables.ts";
import { noSecrets, type UserRow } from "./user-row.ts";

/** Keeps what is set up by SET. Changes through other doors take turns with these. */
export interface AdministrationPort {
  /** Does the work when no other change is under way; undefined when too many wait already. */
  turn<T>(work: () => Promise<T>): Promise<T> | undefined;
  /** In a turn: puts on disk. When it rejects, what was there before is still there. */
  store(managers: SnmpManagers): Promise<void>;
}

export interface AdministrationOptions {
  readonly port: AdministrationPort;
  readonly managers: () => Managers;
  readonly engine: SnmpEngine;
  readonly roleOf: (securityName: string) => Role | undefined;
  /** Makes them those in force, after `keep`; changes nothing when either fails. */
  readonly configure: (managers: SnmpManagers, keep: () => Promise<void>) => Promise<void>;
  readonly logger: Logger;
}

interface Cell {
  readonly table: SetTable;
  readonly column: SetColumn;
}

/** Lets Administrators set up users, groups, views, receivers and communities by SET. */
export class Administration implements JointWriter, AdministrationWriters {
  readonly #options: AdministrationOptions;
  readonly #cells = new Map<CellWriter, Cell>();
  readonly #userRows = new WeakMap<SnmpUser, UserRow>();
  /** What the last test would lead to. */
  #draft: { readonly steps: readonly Step[]; readonly next: SnmpManagers } | undefined;

  constructor(options: AdministrationOptions) {
    this.#options = options;
  }

  cell(table: SetTable, column: SetColumn): CellWriter {
    const writer: CellWriter = {
      creates: true,
      joint: this,
      test: () => ErrorStatus.notWritable,
      commit: () => ErrorStatus.genErr,
      undo: () => false,
    };
    this.#cells.set(writer, { table, column });
    return writer;
  }

  lock(number: number) {
    const column = testAndIncrement(number, this.#options.engine.boots);
    const { write } = column;
    const test: CellWriter["test"] = (assignment) =>
      this.#administers(assignment.principal) ? write.test(assignment) : ErrorStatus.noAccess;
    return { ...column, write: { ...write, test } };
  }

  turn<T>(work: () => Promise<T>): Promise<T> | undefined {
    return this.#options.port.turn(work);
  }

  test(steps: readonly Step[]): Refusal | undefined {
    this.#draft = undefined;
    for (const step of steps) if (!this.#mayAssign(step)) return { step, status: ErrorStatus.noAccess };
    const managers = this.#options.managers().current;
    const rows = copyOf(managers.rows ?? noSetRows);
    let users = managers.users;
    for (const group of this.#byRow(steps)) {
      const [first] = group;
      const { table } = this.#cells.get(first!.writer)!;
      const { index } = first!.assignment;
      const fixed = this.#fixedRow(table, index, users);
      const taken = this.#isForeign(table, index);
      if (taken) return { step: first!, status: ErrorStatus.inconsistentName };
      const outcome = changeRow({
        table,
        index,
        before: fixed ?? rows[table.name].get(formatOid(index)),
        cells: group.map((step) => ({ step, column: this.#cells.get(step.writer)!.column })),
        room: rows[table.name].size < table.most,
        requesterIs: (of) => userNameOf(of) === first!.assignment.principal,
        user: (pointer) => this.#userAt(pointer, rows, users),
      });
      if ("step" in outcome) return outcome;
      if (fixed === undefined) putRow(rows[table.name], index, outcome.row);
      else if (outcome.row !== undefined) users = this.#rekeyed(users, outcome.row);
    }
    const next: SnmpManagers = { ...managers, users, targets: renewed(managers.targets, users), rows };
    const problem = this.#problemOf(next);
    if (problem !== undefined) {
      this.#options.logger.warn({ problem }, "an SNMP SET was refused");
      return { step: steps[0]!, status: ErrorStatus.inconsistentValue };
    }
    this.#draft = { steps, next };
    return undefined;
  }

  async commit(steps: readonly Step[]): Promise<boolean> {
    const draft = this.#draft;
    this.#draft = undefined;
    if (draft?.steps !== steps) return false;
    const { configure, port, logger } = this.#options;
    try {
      await configure(draft.next, () => port.store(draft.next));
      return true;
    } catch (error) {
      logger.error({ error: messageOf(error) }, "what was set up by SNMP could not be stored");
      return false;
    }
  }

  #administers(principal: string): boolean {
    return this.#options.roleOf(principal) === "Administrator";
  }

  #mayAssign({ writer, assignment }: Step): boolean {
    if (this.#administers(assignment.principal)) return true;
    const { table, column } = this.#cells.get(writer)!;
    const own = table.name === "usmUserTable" && userNameOf(assignment.index) === assignment.principal;
    return own && this.#options.roleOf(assignment.principal) !== undefined && ownUserColumns.includes(column.number);
  }

  /** The assignments of each row, in the order in which the rows are first named. */
  #byRow(steps: readonly Step[]): readonly (readonly Step[])[] {
    const groups = new Map<string, Step[]>();
    for (const step of steps) {
      const key = `${this.#cells.get(step.writer)!.table.name} ${formatOid(step.assignment.index)}`;
      groups.set(key, [...(groups.get(key) ?? []), step]);
    }
    return [...groups.values()];
  }

  /** A row that configuration or commands made. */
  #fixedRow(table: SetTable, index: Oid, users: readonly SnmpUser[]): SetRow | undefined {
    const storage = this.#options.managers().fixedStorage(table.name, index);
    if (storage === undefined) return undefined;
    const values = { [table.storage]: storage, [table.status]: RowStatus.active };
    if (table.name !== "usmUserTable" || storage === StorageType.readOnly) return { index, values };
    const user = this.#userRow(users.find(({ name }) => name === userNameOf(index))!);
    return { index, values: { ...user.values, ...values }, secrets: user.secrets };
  }

  /** Whether a row that is not there yet would be one that only configuration or commands can make. */
  #isForeign(table: SetTable, index: Oid): boolean {
    const name = (length: number): string => Buffer.from(index.slice(1, 1 + length)).toString("utf8");
    if (table.name === "usmUserTable") {
      if (!table.hasIndex(index)) return false;
      const name = userNameOf(index);
      return name === AGENTX_PRINCIPAL || formatOid(userIndex(this.#options.engine.id, name)) !== formatOid(index);
    }
    const managers = this.#options.managers();
    if (managers.fixedStorage(table.name, index) !== undefined) return false;
    if (table.name === "vacmViewTreeFamilyTable") return managers.isFixedView(name(index[0] ?? 0));
    if (table.name === "snmpNotifyFilterTable") return managers.isFixedFilter(name(index[0] ?? 0));
    return false;
  }

  /** The active user whose row a RowPointer names by any of its columns. */
  #userAt(pointer: Oid, rows: SetRows, users: readonly SnmpUser[]): UserRow | undefined {
    const { entry } = setTable("usmUserTable");
    if (!entry.every((arc, i) => pointer[i] === arc)) return undefined;
    const index = pointer.slice(entry.length + 1);
    const made = rows.usmUserTable.get(formatOid(index));
    if (made !== undefined) {
      const { values, secrets = noSecrets } = made;
      return values[13] === RowStatus.active ? { values, secrets } : undefined;
    }
    const user = users.find(({ name }) => formatOid(userIndex(this.#options.engine.id, name)) === formatOid(index));
    return user && this.#userRow(user);
  }

  /** Made once: it takes two milliseconds from passwords. */
  #userRow(user: SnmpUser): UserRow {
    const known = this.#userRows.get(user) ?? this.#makeUserRow(user);
    this.#userRows.set(user, known);
    return known;
  }

  #makeUserRow(user: SnmpUser): UserRow {
    const { auth, priv } = localKeys(user, this.#options.engine.id);
    const values: Record<number, WrittenValue> = {
      ...initialValues(setTable("usmUserTable")),
      [UserColumn.authProtocol]: authProtocolOid(user.authProtocol),
      [UserColumn.privProtocol]: privProtocolOid(user.privProtocol),
      [UserColumn.public]: Buffer.from(user.publicValue ?? "", "hex"),
    };
    const keys = { auth: auth.toString("hex"), priv: priv?.toString("hex") };
    return { values, secrets: { ...keys, cloned: true, authChanged: true, privChanged: true } };
  }

  /** Users of which one has other keys here. At the receivers of its informs it still has those it had. */
  #rekeyed(users: readonly SnmpUser[], { index, values, secrets }: SetRow): readonly SnmpUser[] {
    const name = userNameOf(index);
    const engineId = Buffer.from(this.#options.engine.id).toString("hex");
    return users.map((user): SnmpUser => {
      if (user.name !== name || secrets?.auth === undefined) return user;
      const publicValue = Buffer.from(values[UserColumn.public] as Uint8Array).toString("hex");
      const local = { engineId, auth: secrets.auth, priv: secrets.priv };
      const before = this.#userRow(user).secrets;
      if (before.auth === secrets.auth && before.priv === secrets.priv) return { ...user, publicValue };
      if (!("authPassword" in user)) return { ...user, local, rekeyed: true, publicValue };
      const { authPassword: _a, privPassword: _p, ...known } = user;
      return { ...known, local, master: masterKeys(user), rekeyed: true, publicValue };
    });
  }

  /** Why these cannot be in force, undefined when they can. */
  #problemOf(next: SnmpManagers): string | undefined {
    const managers = this.#options.managers();
    try {
      const plan = managers.plan(next);
      const last = managers.administrators.length > 0 && plan.administrators.length === 0;
      return last ? "nobody could administer the agent over SNMP any more" : undefined;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return error.message;
    }
  }
}

type DraftRows = Record<SetTableName, Map<string, SetRow>>;

function copyOf(rows: SetRows): DraftRows {
  return Object.fromEntries(setTableNames.map((name) => [name, new Map(rows[name])])) as DraftRows;
}

function putRow(rows: Map<string, SetRow>, index: Oid, row: SetRow | undefined): void {
  if (row === undefined) rows.delete(formatOid(index));
  else rows.set(formatOid(index), row);
}

/** Receivers that are told in the name of a user know it with its present keys. */
function renewed(targets: readonly NotificationTarget[], users: readonly SnmpUser[]): readonly NotificationTarget[] {
  return targets.map((target) => {
    if (target.security.version !== "v3") return target;
    const { name } = target.security.user;
    const user = users.find((known) => known.name === name);
    if (user === undefined || user === target.security.user) return target;
    return { ...target, security: { version: "v3", user } };
  });
}
