import { InternalError, messageOf, NotThereError, UsageError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type {
  MadePasswords,
  SnmpAdministration,
  SnmpFilterSettings,
  SnmpManagerKind,
  SnmpManagersView,
  SnmpTargetSettings,
  SnmpUserSettings,
  SnmpViewSettings,
} from "../../exporters/hpi-api/snmp-administration.ts";
import {
  type AdministrationPort,
  hasName,
  noSetRows,
  type SetRows,
  type SnmpExporter,
  type SnmpManagers,
  usersOfEngine,
  withoutName,
} from "../../exporters/snmp/index.ts";
import type { AuditSink } from "../../hpi/ports.ts";
import type { RandomBytes } from "../../store/secrets.ts";
import type { Store } from "../../store/store.ts";
import { checkSubtrees, familiesOf } from "./families.ts";
import { refuseWhileFiltering, withFilter } from "./filter.ts";
import { hasKeys, type ManagersFile, type ManagersState, openManagersFile, userOf } from "./managers-file.ts";
import { managersView, type PinnedManagers } from "./managers-view.ts";
import { isPinned, type Knows, knownIn } from "./names.ts";
import { isLost, targetOf, withTarget } from "./target.ts";
import { localisedUser, missingView, passwordsFor, refuseWhileSending, withKeysOf, withUser } from "./user.ts";
import { refuseWhileConfining, withView } from "./view.ts";

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
    const knows = this.#knows(fitting);
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
      const missing = missingView(user, knows);
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
      if (!isLost(target, knows) && !this.#isPinned("targets", name)) fitting.targets[name] = target;
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
    const { targets } = this.#state;
    const users = Object.fromEntries(
      Object.entries(this.#state.users).map(([name, user]) => [
        name,
        localisedUser(name, user, targets, exporter.engineId),
      ]),
    );
    if (JSON.stringify(users) === JSON.stringify(this.#state.users)) return;
    const { logger } = this.#options;
    void this.turn(async () => {
      const next = { ...this.#state, users };
      await this.#write(next, this.#rows);
      this.#state = next;
    })?.catch((error: unknown) => logger.error({ error: messageOf(error) }, "SNMP users could not be stored anew"));
  }

  list(): SnmpManagersView {
    return managersView(this.#state, this.#pinned, this.#exporter?.made());
  }

  async putUser(name: string, settings: SnmpUserSettings, by: string): Promise<MadePasswords> {
    const engineId = this.#exporter?.engineId;
    if (engineId === undefined) throw new InternalError("E_SNMP_STARTING", "SNMP has not started yet");
    const made = passwordsFor(settings, this.#options.random);
    await this.#change("users", name, by, (state) =>
      withUser(state, name, { ...settings, ...made }, engineId, this.#knows(state)),
    );
    return made;
  }

  putTarget(name: string, settings: SnmpTargetSettings, by: string): Promise<void> {
    return this.#change("targets", name, by, (state) => withTarget(state, name, settings, this.#knows(state)));
  }

  putView(name: string, settings: SnmpViewSettings, by: string): Promise<void> {
    checkSubtrees(settings);
    return this.#change("views", name, by, (state) => withView(state, name, settings));
  }

  putFilter(name: string, settings: SnmpFilterSettings, by: string): Promise<void> {
    checkSubtrees(settings);
    return this.#change("filters", name, by, (state) => withFilter(state, name, settings));
  }

  remove(kind: SnmpManagerKind, name: string, by: string): Promise<void> {
    return this.#change(kind, name, by, (state) => {
      if (!Object.hasOwn(state[kind], name))
        throw new NotThereError("E_NO_SNMP_NAME", `no ${name} among SNMP's ${kind}`);
      const { [name]: _gone, ...left } = state[kind] as Readonly<Record<string, unknown>>;
      const next = { ...state, [kind]: left } as ManagersState;
      if (kind === "views") refuseWhileConfining(next, name);
      if (kind === "users") refuseWhileSending(next, name);
      if (kind === "filters") refuseWhileFiltering(next, name);
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
      Object.entries(this.#state.users).map(([name, user]) => [name, withKeysOf(name, user, managers)]),
    );
    const next = { ...this.#state, users };
    const rows = managers.rows ?? noSetRows;
    await this.#write(next, rows);
    this.#state = next;
    this.#rows = rows;
    this.#managers = managers;
  }

  #isPinned(kind: SnmpManagerKind, name: string): boolean {
    return isPinned(this.#pinned, kind, name);
  }

  #knows(state: ManagersState): Knows {
    return knownIn(state, this.#pinned);
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
