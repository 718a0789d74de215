import { UsageError } from "../../base/errors.ts";
import type { Role } from "../../hpi/operation.ts";
import type { AccessControl, Requester } from "../../snmp/access.ts";
import { type CommunityOptions, CommunityTable } from "../../snmp/community.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import { type FilterProfiles, NotificationFilter, receiverOf } from "../../snmp/notification-filter.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import { formatOid, type Oid } from "../../snmp/oid.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { Usm } from "../../snmp/usm.ts";
import { type AccessEntry, FamilyView, Vacm, type VacmConfiguration } from "../../snmp/vacm.ts";
import type { View } from "../../snmp/view.ts";
import { accessByRole, ownViews } from "./access-policy.ts";
import {
  AdministrationTables,
  type AdministrationWriters,
  type FixedRows,
} from "./administration/administration-tables.ts";
import { interpret, roleOfGroup, type SetUp } from "./administration/interpret.ts";
import { noSetRows, type SetTableName } from "./administration/row.ts";
import { ownUserColumns, setTable, setTables } from "./administration/tables.ts";
import { AGENTX_PRINCIPAL } from "./agentx.ts";
import type { SnmpManagers, SnmpUser } from "./manager-settings.ts";
import { accessRows, communityRows, groupRows, userRow, viewRows } from "./security-tables.ts";
import { targetRows } from "./target-tables.ts";

/** What SET set up. */
export type MadeBySet = Pick<SnmpManagers, "users" | "views" | "targets"> & { readonly filters: FilterProfiles };

/** What follows from managers: all users, receivers and accesses together. */
export interface ManagersPlan {
  readonly managers: SnmpManagers;
  readonly users: readonly SnmpUser[];
  readonly targets: readonly NotificationTarget[];
  readonly filters: FilterProfiles;
  readonly communities: readonly CommunityOptions[];
  readonly access: VacmConfiguration;
  readonly fixed: FixedRows;
  readonly made: SetUp;
  /** Users who could change all this by SET. */
  readonly administrators: readonly string[];
}

export interface ManagersOptions {
  readonly store: ObjectStore;
  readonly engine: SnmpEngine;
  readonly usm: Usm;
  readonly communities: readonly CommunityOptions[];
  readonly agentx: Role | undefined;
  /** Lets SET change users, groups, views, receivers and communities. */
  readonly writers?: AdministrationWriters | undefined;
}

const USM_STATUS: Oid = [...setTable("usmUserTable").entry, 13];
const GROUP_STATUS: Oid = [...setTable("vacmSecurityToGroupTable").entry, 5];

const ownKeyChanges = ownUserColumns.map((number): Oid => [...setTable("usmUserTable").entry, number]);

/** Keeps users, views, receivers and communities, and the tables that show them. */
export class Managers {
  readonly access: Vacm;
  /** Who is told what. */
  readonly filter: NotificationFilter;
  readonly communities: CommunityTable;
  /** The access control for requests: that of the views, within that of the roles. */
  readonly requests: AccessControl = {
    view: (requester, purpose) =>
      purpose === "write" ? this.#writeView(requester) : this.access.view(requester, purpose),
  };
  readonly #options: ManagersOptions;
  readonly #tables: AdministrationTables;
  readonly #ownKeys = new FamilyView(ownKeyChanges.map((subtree) => ({ subtree, included: true })));
  #plan: ManagersPlan;
  /** StorageType of the rows that configuration or commands made, by their indexes. */
  #fixed: ReadonlyMap<SetTableName, ReadonlyMap<string, number>> = new Map();

  constructor(options: ManagersOptions) {
    this.#options = options;
    this.access = new Vacm({ members: [], access: [], views: {} });
    this.filter = new NotificationFilter(this.access);
    this.communities = new CommunityTable(options.communities);
    this.#tables = new AdministrationTables(options.store, options.engine.id, options.writers);
    this.#plan = {
      ...{ managers: { users: [], views: {}, targets: [] }, users: [], targets: [], filters: {} },
      ...{ communities: options.communities, access: this.access.configuration, administrators: [] },
      fixed: this.#fixedRows({ users: [], views: {}, targets: [] }, this.access.configuration),
      made: interpret(noSetRows, { targets: [], users: [] }, options.engine.id),
    };
  }

  /** What is in force. */
  get current(): SnmpManagers {
    return this.#plan.managers;
  }

  get administrators(): readonly string[] {
    return this.#plan.administrators;
  }

  get targets(): readonly NotificationTarget[] {
    return this.#plan.targets;
  }

  /** What SET set up, as configuration and commands would have. */
  made(): MadeBySet {
    const { users, targets, managers, made } = this.#plan;
    return {
      users: users.filter((user) => !managers.users.includes(user)),
      targets: targets.filter((target) => !managers.targets.includes(target)),
      views: made.views,
      filters: made.filters,
    };
  }

  /** Receivers that were set up and that nothing can be sent to. */
  get idle(): SetUp["idle"] {
    return this.#plan.made.idle;
  }

  /** The role of a security name; undefined for one that is not known. */
  roleOf(securityName: string): Role | undefined {
    if (securityName === AGENTX_PRINCIPAL) return this.#options.agentx;
    const user = this.#plan.users.find(({ name }) => name === securityName);
    return user === undefined ? undefined : (user.role ?? "ReadOnly");
  }

  /** Nobody writes who did not prove who it is, unseen by others; whoever only reads may still change its own keys. */
  #writeView(requester: Requester): View | undefined {
    if (requester.model !== 3 || requester.level !== 2) return undefined;
    const view = this.access.view(requester, "write");
    const role = this.roleOf(requester.securityName);
    if (view === undefined || role === "Operator" || role === "Administrator") return view;
    const reaches = ownKeyChanges.every((oid) => view.includes(oid, oid.length));
    return role === "ReadOnly" && reaches ? this.#ownKeys : undefined;
  }

  /** StorageType of a row that configuration or commands made; undefined when there is none. */
  fixedStorage(table: SetTableName, index: Oid): number | undefined {
    return this.#fixed.get(table)?.get(formatOid(index));
  }

  isFixedView(name: string): boolean {
    return (ownViews as readonly string[]).includes(name) || Object.hasOwn(this.current.views, name);
  }

  isFixedFilter(name: string): boolean {
    return Object.hasOwn(this.current.filters ?? {}, name);
  }

  /** What these lead to. Throws a UsageError that names what does not fit. */
  plan(managers: SnmpManagers): ManagersPlan {
    this.#check(managers);
    const { engine, communities } = this.#options;
    const rows = managers.rows ?? noSetRows;
    const fixedAccess = this.#accessOf(managers);
    const made = interpret(rows, managers, engine.id);
    const names = new Set(managers.users.map(({ name }) => name));
    const groups = new Map(
      made.members.filter(({ model }) => model === 3).map(({ securityName, group }) => [securityName, group]),
    );
    const others = made.users
      .filter(({ name }) => !names.has(name) && name !== AGENTX_PRINCIPAL)
      .map((user) => this.#same("users", { ...user, role: roleOfGroup(groups.get(user.name) ?? "") }));
    const told = new Set(managers.targets.map(({ name }) => name));
    const access = combined(fixedAccess, made);
    // Throws for a view that configuration or commands name and that is not there.
    const vacm = new Vacm(access);
    const users = [...managers.users, ...others];
    return {
      managers,
      users,
      targets: [
        ...managers.targets,
        ...made.targets.filter(({ name }) => !told.has(name)).map((target) => this.#same("targets", target)),
      ],
      filters: { ...made.filters, ...managers.filters },
      communities: [...communities, ...made.communities],
      access,
      fixed: this.#fixedRows(managers, fixedAccess),
      made,
      administrators: users.filter((user) => administers(user, vacm)).map(({ name }) => name),
    };
  }

  /** Puts a plan in force. Throws for a user whose keys cannot be made; then nothing has changed. */
  take(plan: ManagersPlan): void {
    const { usm } = this.#options;
    const before = this.#plan.users;
    for (const user of plan.users) if (!before.includes(user)) usm.addUser(user);
    const names = new Set(plan.users.map(({ name }) => name));
    for (const { name } of before) if (!names.has(name)) usm.removeUser(name);
    this.#plan = plan;
    this.#fixed = storageOf(plan.fixed);
    this.access.configure(plan.access);
    this.communities.configure(plan.communities);
    this.filter.configure(plan.filters);
    this.#tables.show(plan.fixed, plan.managers.rows ?? noSetRows);
  }

  #check(managers: SnmpManagers): void {
    if (managers.users.some(({ name }) => name === AGENTX_PRINCIPAL)) {
      throw new UsageError(
        "E_SNMP_USER",
        `${AGENTX_PRINCIPAL} is who a SET through AgentX is by: no user has that name`,
      );
    }
    for (const name of ownViews) {
      if (managers.views[name] !== undefined)
        throw new UsageError("E_SNMP_VIEW", `the view ${name} is the agent's own`);
    }
    for (const { name, filter } of managers.targets) {
      if (filter !== undefined && !Object.hasOwn(managers.filters ?? {}, filter))
        throw new UsageError("E_SNMP_FILTER", `target ${name} is subject to filter ${filter}, which does not exist`);
    }
  }

  #accessOf({ users, views, targets }: SnmpManagers): VacmConfiguration {
    const roles = users.map(({ name, role = "ReadOnly", view, notifyView }) => ({ name, role, view, notifyView }));
    const receivers = targets.filter(({ security }) => security.version !== "v3").map(receiverOf);
    const configured = this.#options.communities.map(({ securityName }) => securityName);
    const names = new Set([...configured, ...receivers.map(({ securityName }) => securityName)]);
    return accessByRole(roles, [...names], views);
  }

  #fixedRows({ users, targets, filters = {} }: SnmpManagers, access: VacmConfiguration): FixedRows {
    const { engine, communities } = this.#options;
    return {
      usmUserTable: users.map((user) => userRow(user, engine.id)),
      vacmSecurityToGroupTable: groupRows(access),
      vacmAccessTable: accessRows(access),
      vacmViewTreeFamilyTable: viewRows(access),
      snmpCommunityTable: communityRows(communities, engine.id),
      ...targetRows(targets, filters),
    };
  }

  /** What did not change is the same object as before: its keys are made, its informs are under way. */
  #same<T extends SnmpUser | NotificationTarget>(kind: "users" | "targets", made: T): T {
    const before = this.#plan[kind].find(({ name }) => name === made.name);
    return before !== undefined && JSON.stringify(before) === JSON.stringify(made) ? (before as T) : made;
  }
}

function storageOf(fixed: FixedRows): ReadonlyMap<SetTableName, ReadonlyMap<string, number>> {
  const tables = setTables.map(({ name, storage }) => {
    const rows = fixed[name].map(([index, values]) => [formatOid(index), values[storage] as number] as const);
    return [name, new Map(rows)] as const;
  });
  return new Map(tables);
}

/** Fixed members and accesses come first: of two for the same the first counts. */
function combined(fixed: VacmConfiguration, made: SetUp): VacmConfiguration {
  const views = { ...made.views, ...fixed.views };
  const taken = new Set(fixed.members.map(({ model, securityName }) => `${model} ${securityName}`));
  const members = made.members.filter(({ model, securityName }) => !taken.has(`${model} ${securityName}`));
  const keyOf = ({ group, contextPrefix = "", model, level }: AccessEntry) =>
    JSON.stringify([group, contextPrefix, model, level]);
  const entries = new Set(fixed.access.map(keyOf));
  // A view that is not there gives no access (RFC 3415 section 3.2).
  const known = (name: string | undefined) => (name !== undefined && Object.hasOwn(views, name) ? name : undefined);
  const access = made.access
    .filter((entry) => !entries.has(keyOf(entry)))
    .map(({ read, write, notify, ...entry }): AccessEntry => {
      const [reads, writes, told] = [known(read), known(write), known(notify)];
      return {
        ...entry,
        ...(reads === undefined ? {} : { read: reads }),
        ...(writes === undefined ? {} : { write: writes }),
        ...(told === undefined ? {} : { notify: told }),
      };
    });
  return { members: [...fixed.members, ...members], access: [...fixed.access, ...access], views };
}

function administers({ name, role }: SnmpUser, vacm: Vacm): boolean {
  if (role !== "Administrator") return false;
  const view = vacm.view({ model: 3, securityName: name, level: 2, context: "" }, "write");
  return [USM_STATUS, GROUP_STATUS].every((oid) => view?.includes(oid, oid.length) === true);
}
