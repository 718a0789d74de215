import { UsageError } from "../../base/errors.ts";
import type { Role } from "../../hpi/operation.ts";
import type { CommunityOptions } from "../../snmp/community.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import { type FilterProfiles, NotificationFilter, receiverOf } from "../../snmp/notification-filter.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { UsmUserOptions } from "../../snmp/user-keys.ts";
import type { Usm } from "../../snmp/usm.ts";
import { Vacm, type VacmConfiguration } from "../../snmp/vacm.ts";
import { accessByRole, ownViews, type Views } from "./access-policy.ts";
import { AGENTX_PRINCIPAL } from "./agentx.ts";
import { AccessTables, addCommunityTable, UserTable } from "./security-tables.ts";
import { TargetTables } from "./target-tables.ts";

export interface SnmpUser extends UsmUserOptions {
  readonly role?: Role;
  readonly view?: string | undefined;
  readonly notifyView?: string | undefined;
}

/** Who may ask for what, and who is told. */
export interface SnmpManagers {
  readonly users: readonly SnmpUser[];
  readonly views: Views;
  /** Those that stay are the same objects as before. */
  readonly targets: readonly NotificationTarget[];
  /** Filter profiles that targets name. */
  readonly filters?: FilterProfiles;
}

/** Keeps users, views and targets, and the tables that show them, as they are configured. */
export class Managers {
  readonly access: Vacm;
  /** Who is told what. */
  readonly filter: NotificationFilter;
  readonly #usm: Usm;
  readonly #communities: readonly string[];
  readonly #agentx: Role | undefined;
  readonly #userTable: UserTable;
  readonly #accessTables: AccessTables;
  readonly #targetTables: TargetTables;
  #users: readonly SnmpUser[] = [];

  constructor(
    store: ObjectStore,
    engine: SnmpEngine,
    usm: Usm,
    communities: readonly CommunityOptions[],
    agentx: Role | undefined,
  ) {
    this.#usm = usm;
    this.#communities = communities.map(({ securityName }) => securityName);
    this.#agentx = agentx;
    this.access = new Vacm({ members: [], access: [], views: {} });
    this.filter = new NotificationFilter(this.access);
    this.#userTable = new UserTable(store, engine);
    this.#accessTables = new AccessTables(store);
    this.#targetTables = new TargetTables(store);
    addCommunityTable(store, engine, communities);
  }

  /** The role of a security name; undefined for one that is not known. */
  roleOf(securityName: string): Role | undefined {
    if (securityName === AGENTX_PRINCIPAL) return this.#agentx;
    const user = this.#users.find(({ name }) => name === securityName);
    return user === undefined ? undefined : (user.role ?? "ReadOnly");
  }

  /** Throws a UsageError that names what does not fit. */
  check(managers: SnmpManagers): void {
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
      if (filter !== undefined && managers.filters?.[filter] === undefined)
        throw new UsageError("E_SNMP_FILTER", `target ${name} is subject to filter ${filter}, which does not exist`);
    }
    // Throws for a view that is not there.
    new Vacm(this.#configuration(managers));
  }

  /** Throws as `check` does, or for a user whose keys cannot be made; then nothing has changed. */
  take(managers: SnmpManagers): void {
    this.check(managers);
    const before = this.#users;
    for (const user of managers.users) if (!before.includes(user)) this.#usm.addUser(user);
    const names = new Set(managers.users.map(({ name }) => name));
    for (const { name } of before) if (!names.has(name)) this.#usm.removeUser(name);
    this.#users = managers.users;
    const configuration = this.#configuration(managers);
    this.access.configure(configuration);
    this.#userTable.show(managers.users);
    this.#accessTables.show(configuration);
    this.filter.configure(managers.filters ?? {});
    this.#targetTables.show(managers.targets, managers.filters ?? {});
  }

  #configuration({ users, views, targets }: SnmpManagers): VacmConfiguration {
    const roles = users.map(({ name, role = "ReadOnly", view, notifyView }) => ({ name, role, view, notifyView }));
    const receivers = targets.filter(({ security }) => security.version !== "v3").map(receiverOf);
    const names = new Set([...this.#communities, ...receivers.map(({ securityName }) => securityName)]);
    return accessByRole(roles, [...names], views);
  }
}
