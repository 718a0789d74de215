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
  type AdministrationPort,
  hasName,
  noSetRows,
  type SetRows,
  type SnmpExporter,
  type SnmpManagers,
  type SnmpUser,
  usersOfEngine,
  withoutName,
} from "../exporters/snmp/index.ts";
import type { AuditSink } from "../hpi/ports.ts";
import type { NotificationTarget } from "../snmp/notification-target.ts";
import { parseOid } from "../snmp/oid.ts";
import { localKeys, masterKeys } from "../snmp/user-keys.ts";
import { type RandomBytes, randomPassword } from "../store/secrets.ts";
import type { Store } from "../store/store.ts";
import type { ManagersFile } from "./snmp-managers-file.ts";
import { hasKeys, type ManagersState, openManagersFile, type StoredUser, userOf } from "./snmp-managers-file.ts";
import { managersView, type PinnedManagers } from "./snmp-managers-view.ts";

const MOST = 64;
/** Changes that may wait for others. */
const MOST_WAITING = 16;

/** What puts changes in force, and knows what SET made. */
export type AttachedExporter = Pick<SnmpExporter, "engineId" | "configure" | "made">;

export interface SnmpAdministratorOptions {
  readonly store: Store;
  readonly audit: AuditSink;
  readonly random: RandomBytes;
  readonly logger: Logger;
}

/**
 * SNMP's users, targets, views and filters beyond those of the configuration, whether commands made them or SET: kept on
 * disk, then in force at once.
 */
export class SnmpAdministrator implements SnmpAdministration, AdministrationPort {
  readonly #options: SnmpAdministratorOptions;
  readonly #write: ManagersFile["write"];
  #state: ManagersState;
  #rows: SetRows;
  #pinned: PinnedManagers = { users: [], targets: [] };
  #managers: SnmpManagers = { users: [], targets: [], views: {} };
  #exporter: AttachedExporter | undefined;
  /** Users whose keys are those of a former engine id. */
  #keyless: readonly string[] = [];
  /** Changes are made one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  private constructor(options: SnmpAdministratorOptions, file: ManagersFile) {
    this.#options = options;
    this.#state = file.state;
    this.#rows = file.rows;
    this.#write = file.write;
  }

  /** Damaged state leaves only what the configuration says: it never opens a door. */
  static async open(options: SnmpAdministratorOptions): Promise<SnmpAdministrator> {
    return new SnmpAdministrator(options, await openManagersFile(options.store, options.logger));
  }

  /**
   * Adds what the configuration says and gives all there is, to start with. What does not fit any more is left out, and
   * so are users whose keys are not those of this engine; undefined for one that is to get a new id.
   */
  start(pinned: PinnedManagers, engineId: Uint8Array | undefined): SnmpManagers {
    this.#pinned = pinned;
    const { users, targets, views, filters } = this.#state;
    const fitting: ManagersState = { users: {}, targets: {}, views: {}, filters: {} };
    const keyless: string[] = [];
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
      const isKeyless = !hasKeys(name, user, engineId);
      if (isKeyless && !this.#isPinned("users", name)) keyless.push(name);
      const problem = this.#isPinned("users", name)
        ? "its name is in the configuration"
        : missing !== undefined
          ? `there is no view ${missing}`
          : isKeyless
            ? "its keys are those of a former engine id"
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
    const own = usersOfEngine(this.#rows, engineId);
    this.#rows = own.rows;
    this.#keyless = [...keyless, ...own.lost];
    this.#managers = this.#build(fitting, own.rows);
    return this.#managers;
  }

  /** Users who cannot be served until they are set up again: their keys are those of a former engine id. */
  get keyless(): readonly string[] {
    return this.#keyless;
  }

  /** Says who puts changes in force. From now on only keys of this engine are kept, where that is enough. */
  attach(exporter: AttachedExporter): void {
    this.#exporter = exporter;
    const users = Object.fromEntries(
      Object.entries(this.#state.users).map(([name, user]) => [name, this.#localised(name, user)]),
    );
    if (JSON.stringify(users) === JSON.stringify(this.#state.users)) return;
    const { logger } = this.#options;
    void this.turn(async () => {
      const next = { ...this.#state, users };
      await this.#write(next, this.#rows);
      this.#state = next;
    })?.catch((error: unknown) => logger.error({ error: messageOf(error) }, "SNMP users could not be stored anew"));
  }

  /** With keys of this engine; with others only where they are needed. */
  #localised(name: string, user: StoredUser): StoredUser {
    const engineId = this.#exporter?.engineId;
    if (engineId === undefined || user.master === undefined || user.rekeyed === true) return user;
    const id = Buffer.from(engineId).toString("hex");
    const { auth, priv } = localKeys(userOf(name, user), engineId);
    const informs =
      user.informs || Object.values(this.#state.targets).some((t) => t.user === name && t.kind === "inform");
    const { master, ...others } = user;
    const local = { engineId: id, auth: auth.toString("hex"), priv: priv?.toString("hex") ?? "" };
    return { ...others, informs, local, ...(informs ? { master } : {}) };
  }

  list(): SnmpManagersView {
    return managersView(this.#state, this.#pinned, this.#exporter?.made());
  }

  async putUser(name: string, settings: SnmpUserSettings, by: string): Promise<MadePasswords> {
    const engineId = this.#exporter?.engineId;
    if (engineId === undefined) throw new InternalError("E_SNMP_STARTING", "SNMP has not started yet");
    const { authPassword, privPassword, ...others } = settings;
    const made = {
      ...(settings.authPassword === undefined ? { authPassword: randomPassword(this.#options.random) } : {}),
      ...(settings.privPassword === undefined ? { privPassword: randomPassword(this.#options.random) } : {}),
    };
    await this.#change("users", name, by, (state) => {
      for (const view of [settings.view, settings.notifyView]) {
        if (view !== undefined && !this.#knowsView(state, view))
          throw new UsageError("E_SNMP_VIEW", `there is no view ${view}`);
      }
      const told = Object.entries(state.targets).find(([, t]) => t.user === name && t.kind === "inform");
      if (told !== undefined && !settings.informs) {
        throw new UsageError(
          "E_SNMP_TARGET",
          `the target ${told[0]} is sent informs in its name: set it up for informs`,
        );
      }
      const { authProtocol, privProtocol } = others;
      const passwords = {
        authPassword: made.authPassword ?? authPassword ?? "",
        privPassword: made.privPassword ?? privPassword ?? "",
      };
      const master = masterKeys({ name, authProtocol, privProtocol, ...passwords });
      const { auth, priv } = localKeys({ name, authProtocol, privProtocol, master }, engineId);
      const id = Buffer.from(engineId).toString("hex");
      const local = { engineId: id, auth: auth.toString("hex"), priv: priv?.toString("hex") ?? "" };
      const kept = settings.informs ? { master: { auth: master.auth, priv: master.priv ?? "" } } : {};
      return { ...state, users: { ...state.users, [name]: { ...others, local, ...kept } } };
    });
    return made;
  }

  putTarget(name: string, settings: SnmpTargetSettings, by: string): Promise<void> {
    return this.#change("targets", name, by, (state) => {
      if (settings.user !== undefined && !this.#knowsUser(state, settings.user)) {
        throw new UsageError("E_SNMP_TARGET", `there is no SNMP user ${settings.user}`);
      }
      const sender =
        settings.user !== undefined && Object.hasOwn(state.users, settings.user)
          ? state.users[settings.user]
          : undefined;
      if (settings.kind === "inform" && sender !== undefined && sender.master === undefined) {
        const why = "only the keys of this agent are kept of it: set it up again for informs";
        throw new UsageError("E_SNMP_TARGET", `SNMP user ${settings.user} cannot send informs, ${why}`);
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
      if (!Object.hasOwn(state[kind], name))
        throw new NotThereError("E_NO_SNMP_NAME", `no ${name} among SNMP's ${kind}`);
      const { [name]: _gone, ...left } = state[kind] as Readonly<Record<string, unknown>>;
      const next = { ...state, [kind]: left } as ManagersState;
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

  /** On disk once it is known to fit, then in force. */
  async #change(
    kind: SnmpManagerKind,
    name: string,
    by: string,
    make: (state: ManagersState) => ManagersState,
  ): Promise<void> {
    const work = this.turn(async () => {
      if (this.#isPinned(kind, name)) {
        throw new UsageError("E_SNMP_PINNED", `${name} is set in the configuration file, under snmp.${kind}`);
      }
      if (this.#exporter === undefined) throw new InternalError("E_SNMP_STARTING", "SNMP has not started yet");
      const [next, rows] = this.#after(kind, name, make);
      if (Object.keys(next[kind]).length > MOST)
        throw new UsageError("E_SNMP_FULL", `there are ${MOST} ${kind} already`);
      const managers = this.#build(next, rows);
      await this.#exporter.configure(managers, () => this.#write(next, rows));
      this.#managers = managers;
      this.#state = next;
      this.#rows = rows;
      this.#options.audit.record({
        what: "snmp",
        kind,
        name,
        removed: !Object.hasOwn(next[kind], name),
        principal: by,
      });
    });
    if (work === undefined) throw new UsageError("E_SNMP_FULL", "too many changes to SNMP wait already");
    try {
      await work;
    } catch (error) {
      this.#options.logger.debug({ error: messageOf(error), kind, name }, "an SNMP setting was refused");
      throw error;
    }
  }

  /** What a change leads to. What was made by SET can be removed, not replaced. */
  #after(kind: SnmpManagerKind, name: string, make: (state: ManagersState) => ManagersState): [ManagersState, SetRows] {
    const before = this.#state;
    if (Object.hasOwn(before[kind], name) || !hasName(this.#rows, kind, name)) return [make(before), this.#rows];
    const stub = { ...before, [kind]: { ...before[kind], [name]: {} } } as ManagersState;
    const next = make(stub);
    if (!Object.hasOwn(next[kind], name)) return [before, withoutName(this.#rows, kind, name)];
    throw new UsageError("E_SNMP_TAKEN", `${name} was set up over SNMP: remove it first`);
  }

  turn<T>(work: () => Promise<T>): Promise<T> | undefined {
    if (this.#waiting >= MOST_WAITING) return undefined;
    this.#waiting++;
    const done = this.#last.then(work).finally(() => this.#waiting--);
    // The next change goes on from what is in force, however this one ends.
    this.#last = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  async store(managers: SnmpManagers): Promise<void> {
    const users = Object.fromEntries(
      Object.entries(this.#state.users).map(([name, user]) => {
        const now = managers.users.find((known) => known.name === name);
        if (now === undefined || !("local" in now)) return [name, user];
        const { local, rekeyed, publicValue } = now;
        const keys = local === undefined ? {} : { local: { ...local, priv: local.priv ?? "" } };
        return [
          name,
          { ...user, ...keys, ...(rekeyed === true ? { rekeyed } : {}), ...(publicValue ? { publicValue } : {}) },
        ];
      }),
    );
    const next = { ...this.#state, users };
    const rows = managers.rows ?? noSetRows;
    await this.#write(next, rows);
    this.#state = next;
    this.#rows = rows;
    this.#managers = managers;
  }

  #isPinned(kind: SnmpManagerKind, name: string): boolean {
    if (kind === "views" || kind === "filters") return Object.hasOwn(this.#pinned[kind] ?? {}, name);
    return this.#pinned[kind].some((known) => known.name === name);
  }

  #knowsView(state: ManagersState, name: string): boolean {
    return Object.hasOwn(state.views, name) || this.#isPinned("views", name);
  }

  #knowsFilter(state: ManagersState, name: string): boolean {
    return Object.hasOwn(state.filters, name) || this.#isPinned("filters", name);
  }

  #knowsUser(state: ManagersState, name: string): boolean {
    return Object.hasOwn(state.users, name) || this.#isPinned("users", name);
  }

  /** What is in force for a state. What stays as it was stays the same object: its keys are made already. */
  #build(state: ManagersState, rows: SetRows): SnmpManagers {
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
    return { users, targets, views, filters, rows };
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

function targetOf(name: string, settings: SnmpTargetSettings, sender: SnmpUser | undefined): NotificationTarget {
  const { host, port, kind, community = "", version, timeoutSeconds, retries, filter } = settings;
  const security = sender === undefined ? { version, community } : { version: "v3" as const, user: sender };
  return { name, host, port, kind, security, timeout: timeoutSeconds * 1000, retries, filter };
}
