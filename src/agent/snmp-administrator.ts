import { z } from "zod";
import { InternalError, messageOf, NotThereError, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type {
  MadePasswords,
  SnmpAdministration,
  SnmpFilterSettings,
  SnmpManagerKind,
  SnmpManagersView,
  SnmpTargetSettings,
  SnmpUserSettings,
  SnmpViewSettings,
} from "../exporters/hpi-api/snmp-administration.ts";
import {
  snmpFilterSettings,
  snmpTargetSettings,
  snmpUserSettings,
  snmpViewSettings,
} from "../exporters/hpi-api/snmp-administration.ts";
import type { SnmpManagers, SnmpUser } from "../exporters/snmp/index.ts";
import type { AuditSink } from "../hpi/ports.ts";
import type { NotificationTarget } from "../snmp/notification-target.ts";
import { formatOid, parseOid } from "../snmp/oid.ts";
import { type RandomBytes, randomPassword } from "../store/secrets.ts";
import type { Store } from "../store/store.ts";

const MOST = 64;

const stateSchema = z.strictObject({
  users: z.record(z.string(), snmpUserSettings),
  targets: z.record(z.string(), snmpTargetSettings),
  views: z.record(z.string(), snmpViewSettings),
  filters: z.record(z.string(), snmpFilterSettings).default({}),
});
type State = z.infer<typeof stateSchema>;

/** What the configuration file says: it cannot be changed here. */
export interface PinnedManagers {
  readonly users: readonly SnmpUser[];
  readonly targets: readonly NotificationTarget[];
  readonly views?: SnmpManagers["views"];
  readonly filters?: NonNullable<SnmpManagers["filters"]>;
}

export interface SnmpAdministratorOptions {
  readonly store: Store;
  readonly audit: AuditSink;
  readonly random: RandomBytes;
  readonly logger: Logger;
}

/** SNMP's users, targets, views and filters beyond those of the configuration: kept on disk, in force at once. */
export class SnmpAdministrator implements SnmpAdministration {
  readonly #options: SnmpAdministratorOptions;
  readonly #write: (state: State) => Promise<void>;
  #state: State;
  #pinned: PinnedManagers = { users: [], targets: [] };
  #managers: SnmpManagers = { users: [], targets: [], views: {} };
  #configure: ((managers: SnmpManagers) => Promise<void>) | undefined;
  /** Changes are made one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(options: SnmpAdministratorOptions, state: State, write: (state: State) => Promise<void>) {
    this.#options = options;
    this.#state = state;
    this.#write = write;
  }

  /** Damaged state leaves only what the configuration says: it never opens a door. */
  static async open(options: SnmpAdministratorOptions): Promise<SnmpAdministrator> {
    const file = options.store.openStateFile<State>({
      name: "snmp-managers",
      version: 1,
      decode: (raw) => stateSchema.parse(raw),
    });
    const found = await file.read();
    const known = found.kind === "value" || found.kind === "damaged-recovered";
    if (found.kind === "damaged-lost") {
      options.logger.error({ problem: found.problem }, "SNMP users, targets and views are lost");
    }
    const state = known ? found.value : { users: {}, targets: {}, views: {}, filters: {} };
    return new SnmpAdministrator(options, state, (next) => file.write(next));
  }

  /** Adds what the configuration says and gives all there is, to start with. What does not fit any more is left out. */
  start(pinned: PinnedManagers): SnmpManagers {
    this.#pinned = pinned;
    const { users, targets, views, filters } = this.#state;
    const fitting: State = { users: {}, targets: {}, views: {}, filters: {} };
    for (const [name, view] of Object.entries(views)) {
      if (!this.#isPinned("views", name)) fitting.views[name] = view;
      else this.#options.logger.warn({ view: name }, "an SNMP view is not in force: its name is in the configuration");
    }
    for (const [name, filter] of Object.entries(filters)) {
      if (!this.#isPinned("filters", name)) fitting.filters[name] = filter;
      else this.#options.logger.warn({ filter: name }, "an SNMP filter is not in force: it is in the configuration");
    }
    for (const [name, user] of Object.entries(users)) {
      const missing = [user.view, user.notifyView].find(
        (view) => view !== undefined && !this.#knowsView(fitting, view),
      );
      const problem = this.#isPinned("users", name)
        ? "its name is in the configuration"
        : missing !== undefined
          ? `there is no view ${missing}`
          : undefined;
      if (problem === undefined) fitting.users[name] = user;
      else this.#options.logger.warn({ user: name, problem }, "an SNMP user is not in force");
    }
    for (const [name, target] of Object.entries(targets)) {
      const lost =
        (target.user !== undefined && !this.#knowsUser(fitting, target.user)) ||
        (target.filter !== undefined && !this.#knowsFilter(fitting, target.filter));
      if (!lost && !this.#isPinned("targets", name)) fitting.targets[name] = target;
      else this.#options.logger.warn({ target: name }, "an SNMP target is not in force");
    }
    this.#managers = this.#build(fitting);
    return this.#managers;
  }

  /** Says who puts changes in force. */
  attach(configure: (managers: SnmpManagers) => Promise<void>): void {
    this.#configure = configure;
  }

  list(): SnmpManagersView {
    const own = this.#state;
    const users = this.#pinned.users.map(
      ({ name, role = "ReadOnly", authProtocol, privProtocol = "AES", view, notifyView }) => ({
        ...({ name, pinned: true, role, authProtocol, privProtocol } as SnmpManagersView["users"][number]),
        ...(view === undefined ? {} : { view }),
        ...(notifyView === undefined ? {} : { notifyView }),
      }),
    );
    const targets = this.#pinned.targets.map(({ name, host, port, kind, timeout, retries, security, filter }) => {
      const by = security.version === "v3" ? { user: security.user.name } : { version: security.version };
      const common = { name, pinned: true, host, port, kind, timeoutSeconds: timeout / 1000, retries };
      return { ...common, version: "v2c", ...by, ...(filter === undefined ? {} : { filter }) };
    }) as SnmpManagersView["targets"];
    return {
      users: [
        ...users,
        ...Object.entries(own.users).map(([name, { authPassword: _a, privPassword: _p, ...user }]) => ({
          name,
          pinned: false,
          ...user,
        })),
      ],
      targets: [
        ...targets,
        ...Object.entries(own.targets).map(([name, { community: _c, ...target }]) => ({
          name,
          pinned: false,
          ...target,
        })),
      ],
      views: [
        ...pinnedSubtrees(this.#pinned.views),
        ...Object.entries(own.views).map(([name, view]) => ({ name, pinned: false, ...view })),
      ],
      filters: [
        ...pinnedSubtrees(this.#pinned.filters),
        ...Object.entries(own.filters).map(([name, filter]) => ({ name, pinned: false, ...filter })),
      ],
    };
  }

  async putUser(name: string, settings: SnmpUserSettings, by: string): Promise<MadePasswords> {
    const made = {
      ...(settings.authPassword === undefined ? { authPassword: randomPassword(this.#options.random) } : {}),
      ...(settings.privPassword === undefined ? { privPassword: randomPassword(this.#options.random) } : {}),
    };
    await this.#change("users", name, by, (state) => {
      for (const view of [settings.view, settings.notifyView]) {
        if (view !== undefined && !this.#knowsView(state, view))
          throw new UsageError("E_SNMP_VIEW", `there is no view ${view}`);
      }
      return { ...state, users: { ...state.users, [name]: { ...settings, ...made } } };
    });
    return made;
  }

  putTarget(name: string, settings: SnmpTargetSettings, by: string): Promise<void> {
    return this.#change("targets", name, by, (state) => {
      if (settings.user !== undefined && !this.#knowsUser(state, settings.user)) {
        throw new UsageError("E_SNMP_TARGET", `there is no SNMP user ${settings.user}`);
      }
      if (settings.filter !== undefined && !this.#knowsFilter(state, settings.filter)) {
        throw new UsageError("E_SNMP_FILTER", `there is no filter ${settings.filter}`);
      }
      return { ...state, targets: { ...state.targets, [name]: settings } };
    });
  }

  putView(name: string, settings: SnmpViewSettings, by: string): Promise<void> {
    for (const oid of [...settings.include, ...settings.exclude]) parseOid(oid);
    return this.#change("views", name, by, (state) => ({ ...state, views: { ...state.views, [name]: settings } }));
  }

  putFilter(name: string, settings: SnmpFilterSettings, by: string): Promise<void> {
    for (const oid of [...settings.include, ...settings.exclude]) parseOid(oid);
    return this.#change("filters", name, by, (state) => ({
      ...state,
      filters: { ...state.filters, [name]: settings },
    }));
  }

  remove(kind: SnmpManagerKind, name: string, by: string): Promise<void> {
    return this.#change(kind, name, by, (state) => {
      if (state[kind][name] === undefined) throw new NotThereError("E_NO_SNMP_NAME", `no ${name} among SNMP's ${kind}`);
      const { [name]: _gone, ...left } = state[kind] as Readonly<Record<string, unknown>>;
      const next = { ...state, [kind]: left } as State;
      const user = Object.entries(next.users).find(
        ([, { view, notifyView }]) => kind === "views" && (view === name || notifyView === name),
      );
      if (user !== undefined)
        throw new UsageError("E_SNMP_VIEW", `the user ${user[0]} is confined to the view ${name}`);
      const target = Object.entries(next.targets).find(([, { user: sender }]) => kind === "users" && sender === name);
      if (target !== undefined) throw new UsageError("E_SNMP_TARGET", `the target ${target[0]} is told in its name`);
      const subject = Object.entries(next.targets).find(([, { filter }]) => kind === "filters" && filter === name);
      if (subject !== undefined)
        throw new UsageError("E_SNMP_FILTER", `the target ${subject[0]} is subject to the filter ${name}`);
      return next;
    });
  }

  /** In force first, since that finds out whether it fits; then on disk. */
  #change(kind: SnmpManagerKind, name: string, by: string, make: (state: State) => State): Promise<void> {
    const work = this.#last.then(async () => {
      if (this.#isPinned(kind, name)) {
        throw new UsageError("E_SNMP_PINNED", `${name} is set in the configuration file, under snmp.${kind}`);
      }
      const next = make(this.#state);
      if (Object.keys(next[kind]).length > MOST)
        throw new UsageError("E_SNMP_FULL", `there are ${MOST} ${kind} already`);
      if (this.#configure === undefined) throw new InternalError("E_SNMP_STARTING", "SNMP has not started yet");
      const managers = this.#build(next);
      await this.#configure(managers);
      this.#managers = managers;
      this.#state = next;
      await this.#write(next);
      this.#options.audit.record({ what: "snmp", kind, name, removed: next[kind][name] === undefined, principal: by });
    });
    // Whoever asked is told; the next change goes on from what is in force.
    this.#last = work.catch((error: unknown) => {
      this.#options.logger.debug({ error: messageOf(error), kind, name }, "an SNMP setting was refused");
    });
    return work;
  }

  #isPinned(kind: SnmpManagerKind, name: string): boolean {
    if (kind === "views" || kind === "filters") return this.#pinned[kind]?.[name] !== undefined;
    return this.#pinned[kind].some((known) => known.name === name);
  }

  #knowsView(state: State, name: string): boolean {
    return state.views[name] !== undefined || this.#isPinned("views", name);
  }

  #knowsFilter(state: State, name: string): boolean {
    return state.filters[name] !== undefined || this.#isPinned("filters", name);
  }

  #knowsUser(state: State, name: string): boolean {
    return state.users[name] !== undefined || this.#isPinned("users", name);
  }

  /** What is in force for a state. What stays as it was stays the same object: its keys are made already. */
  #build(state: State): SnmpManagers {
    const users = [
      ...this.#pinned.users,
      ...Object.entries(state.users).map(([name, user]) => this.#same("users", userOf(name, user))),
    ];
    const targets = [
      ...this.#pinned.targets,
      ...Object.entries(state.targets).map(([name, target]) => {
        const sender = users.find((user) => user.name === target.user);
        return this.#same("targets", targetOf(name, target, sender));
      }),
    ];
    const views = { ...this.#pinned.views, ...familiesOf(state.views) };
    const filters = { ...this.#pinned.filters, ...familiesOf(state.filters) };
    return { users, targets, views, filters };
  }

  #same<K extends "users" | "targets">(kind: K, made: SnmpManagers[K][number]): SnmpManagers[K][number] {
    const before = this.#managers[kind].find(({ name }) => name === made.name);
    return before !== undefined && JSON.stringify(before) === JSON.stringify(made) ? before : made;
  }
}

/** What subtrees mean to views and filters. */
export function familiesOf(
  settings: Readonly<Record<string, { readonly include: readonly string[]; readonly exclude: readonly string[] }>>,
): SnmpManagers["views"] {
  return Object.fromEntries(
    Object.entries(settings).map(([name, { include, exclude }]) => [
      name,
      [
        ...include.map((oid) => ({ subtree: parseOid(oid), included: true })),
        ...exclude.map((oid) => ({ subtree: parseOid(oid), included: false })),
      ],
    ]),
  );
}

function pinnedSubtrees(
  families: SnmpManagers["views"] = {},
): (SnmpManagersView["views"][number] & { pinned: true })[] {
  return Object.entries(families).map(([name, all]) => {
    const subtrees = (wanted: boolean) =>
      all.filter(({ included }) => included === wanted).map(({ subtree }) => formatOid(subtree));
    return { name, pinned: true, include: subtrees(true), exclude: subtrees(false) };
  });
}

function userOf(name: string, settings: SnmpUserSettings): SnmpUser {
  const { role, authProtocol, authPassword = "", privProtocol, privPassword = "", view, notifyView } = settings;
  return { name, role, authProtocol, authPassword, privProtocol, privPassword, view, notifyView };
}

function targetOf(name: string, settings: SnmpTargetSettings, sender: SnmpUser | undefined): NotificationTarget {
  const { host, port, kind, community = "", version, timeoutSeconds, retries, filter } = settings;
  const security = sender === undefined ? { version, community } : { version: "v3" as const, user: sender };
  return { name, host, port, kind, security, timeout: timeoutSeconds * 1000, retries, filter };
}
