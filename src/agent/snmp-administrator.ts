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
import {
  type AdministrationPort,
  hasName,
  loadRows,
  noSetRows,
  type SetRows,
  type SnmpExporter,
  type SnmpManagers,
  type SnmpUser,
  type StoredRow,
  type StoredRows,
  storeRows,
  usersOfEngine,
  withoutName,
} from "../exporters/snmp/index.ts";
import type { AuditSink } from "../hpi/ports.ts";
import type { NotificationTarget } from "../snmp/notification-target.ts";
import { parseOid } from "../snmp/oid.ts";
import { hasKeysFor, localKeys, masterKeys } from "../snmp/user-keys.ts";
import { type RandomBytes, randomPassword } from "../store/secrets.ts";
import type { Store } from "../store/store.ts";

const MOST = 64;
/** Changes that may wait for others. */
const MOST_WAITING = 16;

const hexadecimal = z.string().regex(/^([0-9a-f]{2})*$/);
const keys = { auth: hexadecimal, priv: hexadecimal };

/** A user as it is kept: no passwords, only what they become. */
const storedUser = snmpUserSettings.omit({ authPassword: true, privPassword: true }).extend({
  /** Keys localised to this engine (RFC 3414 section 2.6). */
  local: z.strictObject({ engineId: hexadecimal, ...keys }).optional(),
  /** What keys of other engines are made from; only for users that send informs, and until the engine is known. */
  master: z.strictObject(keys).optional(),
  /** The local keys were changed over SNMP: they do not come from the master keys. */
  rekeyed: z.boolean().optional(),
  publicValue: hexadecimal.optional(),
});
type StoredUser = z.infer<typeof storedUser>;

const secrets = z.strictObject({
  auth: hexadecimal.optional(),
  priv: hexadecimal.optional(),
  cloned: z.boolean(),
  authChanged: z.boolean(),
  privChanged: z.boolean(),
});
const storedRow = z.strictObject({
  index: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  secrets: secrets.optional(),
}) satisfies z.ZodType<StoredRow>;

const stateSchema = z.strictObject({
  users: z.record(z.string(), storedUser),
  targets: z.record(z.string(), snmpTargetSettings),
  views: z.record(z.string(), snmpViewSettings),
  filters: z.record(z.string(), snmpFilterSettings).default({}),
  /** What was set up by SET, by the names of the tables. */
  rows: z.record(z.string(), z.array(storedRow)).default({}),
});
type State = Omit<z.infer<typeof stateSchema>, "rows">;
type StoredState = State & { readonly rows: StoredRows };

/** Version 1 kept passwords. */
const firstSchema = stateSchema.extend({ users: z.record(z.string(), snmpUserSettings) });

const nothing: State = { users: {}, targets: {}, views: {}, filters: {} };

/** What the configuration file says: it cannot be changed here. */
export interface PinnedManagers {
  readonly users: readonly SnmpUser[];
  readonly targets: readonly NotificationTarget[];
  readonly views?: SnmpManagers["views"];
  readonly filters?: NonNullable<SnmpManagers["filters"]>;
}

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
  readonly #write: (state: State, rows: SetRows) => Promise<void>;
  #state: State;
  #rows: SetRows;
  #pinned: PinnedManagers = { users: [], targets: [] };
  #managers: SnmpManagers = { users: [], targets: [], views: {} };
  #exporter: AttachedExporter | undefined;
  /** Users whose keys are those of a former engine id. */
  #keyless: readonly string[] = [];
  /** Changes are made one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  private constructor(
    options: SnmpAdministratorOptions,
    state: State,
    rows: SetRows,
    write: (state: State, rows: SetRows) => Promise<void>,
  ) {
    this.#options = options;
    this.#state = state;
    this.#rows = rows;
    this.#write = write;
  }

  /** Damaged state leaves only what the configuration says: it never opens a door. */
  static async open(options: SnmpAdministratorOptions): Promise<SnmpAdministrator> {
    const file = options.store.openStateFile<StoredState>({
      name: "snmp-managers",
      version: 2,
      decode: (raw, version) => (version === 1 ? withoutPasswords(firstSchema.parse(raw)) : stateSchema.parse(raw)),
    });
    const found = await file.read();
    const known = found.kind === "value" || found.kind === "damaged-recovered";
    if (found.kind === "damaged-lost") {
      options.logger.error({ problem: found.problem }, "SNMP users, targets and views are lost");
    }
    const { rows: stored, ...state } = known ? found.value : { ...nothing, rows: {} };
    const rows = loadRows(stored, (table, index) => {
      options.logger.warn({ table, index }, "a row that was set up by SNMP is none any more");
    });
    return new SnmpAdministrator(options, state, rows, (next, made) => file.write({ ...next, rows: storeRows(made) }));
  }

  /**
   * Adds what the configuration says and gives all there is, to start with. What does not fit any more is left out, and
   * so are users whose keys are not those of this engine; undefined for one that is to get a new id.
   */
  start(pinned: PinnedManagers, engineId: Uint8Array | undefined): SnmpManagers {
    this.#pinned = pinned;
    const { users, targets, views, filters } = this.#state;
    const fitting: State = { users: {}, targets: {}, views: {}, filters: {} };
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
    const own = this.#state;
    const made = this.#exporter?.made() ?? { users: [], targets: [], views: {}, filters: {} };
    const users = this.#pinned.users.map(
      ({ name, role = "ReadOnly", authProtocol, privProtocol = "AES", view, notifyView }) => ({
        ...({ name, pinned: true, role, authProtocol, privProtocol } as SnmpManagersView["users"][number]),
        ...(view === undefined ? {} : { view }),
        ...(notifyView === undefined ? {} : { notifyView }),
      }),
    );
    const targetView = ({ name, host, port, kind, timeout, retries, security, filter }: NotificationTarget) => {
      const by = security.version === "v3" ? { user: security.user.name } : { version: security.version };
      const common = { name, pinned: true, host, port, kind, timeoutSeconds: timeout / 1000, retries };
      const view = { ...common, version: "v2c", ...by, ...(filter === undefined ? {} : { filter }) };
      return view as SnmpManagersView["targets"][number];
    };
    const targets = this.#pinned.targets.map(targetView);
    return {
      users: [
        ...users,
        ...Object.entries(own.users).map(
          ([name, { local: _l, master: _m, rekeyed: _r, publicValue: _p, ...user }]) => ({
            name,
            pinned: false,
            ...user,
          }),
        ),
        ...made.users.map(({ name, role = "ReadOnly", authProtocol, privProtocol }) => ({
          ...({
            name,
            pinned: false,
            bySet: true,
            role,
            authProtocol,
            privProtocol,
          } as SnmpManagersView["users"][number]),
        })),
      ],
      targets: [
        ...targets,
        ...Object.entries(own.targets).map(([name, { community: _c, ...target }]) => ({
          name,
          pinned: false,
          ...target,
        })),
        ...made.targets.map((target) => ({ ...targetView(target), ...bySet })),
      ],
      views: [
        ...subtreesOf(this.#pinned.views),
        ...Object.entries(own.views).map(([name, view]) => ({ name, pinned: false, ...view })),
        ...subtreesOf(made.views).map((view) => ({ ...view, ...bySet })),
      ],
      filters: [
        ...subtreesOf(this.#pinned.filters),
        ...Object.entries(own.filters).map(([name, filter]) => ({ name, pinned: false, ...filter })),
        ...subtreesOf(made.filters).map((filter) => ({ ...filter, ...bySet })),
      ],
    };
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
      const passwords = {
        authPassword: made.authPassword ?? authPassword ?? "",
        privPassword: made.privPassword ?? privPassword ?? "",
      };
      const master = masterKeys({ name, ...protocolsOf(others), ...passwords });
      const { auth, priv } = localKeys({ name, ...protocolsOf(others), master }, engineId);
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
      const sender = settings.user === undefined ? undefined : state.users[settings.user];
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

  /** On disk once it is known to fit, then in force. */
  async #change(kind: SnmpManagerKind, name: string, by: string, make: (state: State) => State): Promise<void> {
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
  #after(kind: SnmpManagerKind, name: string, make: (state: State) => State): [State, SetRows] {
    const before = this.#state;
    if (Object.hasOwn(before[kind], name) || !hasName(this.#rows, kind, name)) return [make(before), this.#rows];
    const stub = { ...before, [kind]: { ...before[kind], [name]: {} } } as State;
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

  #knowsView(state: State, name: string): boolean {
    return Object.hasOwn(state.views, name) || this.#isPinned("views", name);
  }

  #knowsFilter(state: State, name: string): boolean {
    return Object.hasOwn(state.filters, name) || this.#isPinned("filters", name);
  }

  #knowsUser(state: State, name: string): boolean {
    return Object.hasOwn(state.users, name) || this.#isPinned("users", name);
  }

  /** What is in force for a state. What stays as it was stays the same object: its keys are made already. */
  #build(state: State, rows: SetRows): SnmpManagers {
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

/** Dotted, with an asterisk where any arc will do. */
function familyText({ subtree, wildcards = [] }: SnmpManagers["views"][string][number]): string {
  return subtree.map((arc, at) => (wildcards.includes(at) ? "*" : arc)).join(".");
}

const bySet = { pinned: false, bySet: true } as const;

function subtreesOf(families: SnmpManagers["views"] = {}): (SnmpManagersView["views"][number] & { pinned: true })[] {
  return Object.entries(families).map(([name, all]) => {
    const subtrees = (wanted: boolean) => all.filter(({ included }) => included === wanted).map(familyText);
    return { name, pinned: true, include: subtrees(true), exclude: subtrees(false) };
  });
}

function userOf(name: string, stored: StoredUser): SnmpUser {
  const { role, view, notifyView, local, master, rekeyed, publicValue } = stored;
  return {
    name,
    role,
    ...protocolsOf(stored),
    view,
    notifyView,
    keysMayChange: true,
    local,
    master,
    rekeyed,
    publicValue,
  };
}

function protocolsOf({ authProtocol, privProtocol }: Pick<StoredUser, "authProtocol" | "privProtocol">) {
  return { authProtocol, privProtocol };
}

/** Whether a user has keys that it may use here. Those that were changed over SNMP do not come back from older ones. */
function hasKeys(name: string, user: StoredUser, engineId: Uint8Array | undefined): boolean {
  const known = userOf(name, user);
  if (user.rekeyed !== true) return hasKeysFor(known, engineId);
  return hasKeysFor({ ...known, master: undefined } as SnmpUser, engineId);
}

/** Version 2 of the file: what passwords become, in their place. */
function withoutPasswords({ users, ...others }: z.infer<typeof firstSchema>): StoredState {
  const keyed = Object.entries(users).map(([name, { authPassword = "", privPassword = "", ...user }]) => {
    const { auth, priv = "" } = masterKeys({ name, ...protocolsOf(user), authPassword, privPassword });
    return [name, { ...user, master: { auth, priv } }] as const;
  });
  return { ...others, users: Object.fromEntries(keyed) };
}

function targetOf(name: string, settings: SnmpTargetSettings, sender: SnmpUser | undefined): NotificationTarget {
  const { host, port, kind, community = "", version, timeoutSeconds, retries, filter } = settings;
  const security = sender === undefined ? { version, community } : { version: "v3" as const, user: sender };
  return { name, host, port, kind, security, timeout: timeoutSeconds * 1000, retries, filter };
}
