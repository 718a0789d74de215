import { join } from "node:path";
import { admitSimulation, openAccess, raiseAuditAlarm } from "./agent/access.ts";
import {
  type ConnectionDetails,
  ConnectionFile,
  removeConnectionFile,
  simulatorDetails,
} from "./agent/connection-file.ts";
import { type OpenController, openControllers, readSecret } from "./agent/controllers.ts";
import type { AgentDoors } from "./agent/doors.ts";
import { LenientIds } from "./agent/lenient-ids.ts";
import { listening } from "./agent/listening.ts";
import type { AgentOptions, OnStop } from "./agent/options.ts";
import { warnOfOpenSecrets } from "./agent/secret-files.ts";
import {
  agentUuid,
  claimDirectory,
  newSimulationLogin,
  type SimulationLogin,
  sdrCache,
  snmpEngineState,
  snmpOutbox,
  snmpSettings,
} from "./agent/state.ts";
import { StateLosses } from "./agent/state-losses.ts";
import { VolatileJournal } from "./agent/volatile-journal.ts";
import { messageOf, NotThereError } from "./base/errors.ts";
import type { Logger } from "./base/logger.ts";
import type { SelRecord } from "./exporters/hpi-api/context.ts";
import type { Domain } from "./hpi/domain.ts";
import type { EventJournal } from "./hpi/ports.ts";
import { openStore, type Store } from "./store/store.ts";

export interface Agent {
  readonly domain: Domain;
  /** Resolves when all listeners answer and discovery is complete or took 15 s; connection.json is written then. */
  readonly ready: Promise<ConnectionDetails>;
  /** Ends everything it started, in reverse order. Safe to call twice. */
  stop(): Promise<void>;
}

const DISCOVERY_PATIENCE_MS = 15_000;
/** How long SNMP waits for values, so that its tables are filled at once instead of row by row while values are read. */
const SURVEY_PATIENCE_MS = 1000;

/** Puts all parts together and starts them. Whatever was started is ended again when a later part fails to start. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { config, doors, logger, stateDirectory, simulation } = options;
  const endings: { what: string; end: () => Promise<unknown> | unknown }[] = [];
  const onStop: OnStop = (what, end) => endings.unshift({ what, end });
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= endAll(endings, logger);
    return stopping;
  };
  let opening: Promise<readonly OpenController[]> | undefined;
  try {
    const losses = new StateLosses();
    const store = await openStore({
      directory: stateDirectory,
      logger,
      onLost: (name, problem) => losses.tell(name, problem),
      pid: doors.pid,
      uid: doors.uid,
      randomUuid: doors.randomUuid,
      bootId: (await doors.readText("/proc/sys/kernel/random/boot_id"))?.trim(),
    });
    onStop("store", () => store.close());
    // The directory is ours: sessions are opened and files read while this thread loads the code of what comes next.
    opening = later(openControllers(options, onStop));
    void later(warnOfOpenSecrets(config, doors, logger));
    const model = later(Promise.all([import("./hpi/domain.ts"), import("./agent/sources.ts")]));
    await claimDirectory(store, simulation !== null);
    const login = simulation === null ? null : newSimulationLogin(doors);
    const [uuid, access, { journal, problem }, kept] = await together([
      agentUuid(store, doors),
      openAccess(store, doors, logger),
      openJournal(store, doors),
      store.openIndexMap("ids"),
      removeConnectionFile(stateDirectory),
    ]);
    onStop("audit", () => access.audit.flush());
    onStop("ids", () => kept.close());
    const admitted = later(login === null ? Promise.resolve() : admitSimulation(access, login));
    const [{ Domain }, { startSources }] = await model;
    const ids = new LenientIds({
      ids: kept,
      clock: doors.clock,
      random: doors.random,
      onTrouble: (reason) => void tellIds(domain, reason),
    });
    onStop("ids", () => ids.close());
    const domain: Domain = await Domain.open({
      name: config.name ?? doors.hostName,
      clock: doors.clock,
      logger: logger.child({ part: "domain" }),
      journal,
      ids,
      audit: access.audit,
      newId: doors.randomUuid,
      simulated: simulation !== null,
    });
    onStop("domain", () => domain.close());
    store.onFailure((error) => logger.error({ error }, "the store worker ended and is replaced"));
    await tellOpening(domain, problem, kept.opening);
    losses.raiseOn(domain);
    raiseAuditAlarm(domain, access.audit);

    const cache = sdrCache(store);
    const { sources, complete } = await startSources(options, domain, {
      controllers: await opening,
      ids,
      cache,
      onStop,
    });
    if (config.pet.enabled) {
      const { startPet } = await import("./agent/pet.ts");
      await startPet({ config, sources, domain, doors, logger: logger.child({ part: "pet" }), onStop });
    }
    const sel = (): readonly SelRecord[] => sources.flatMap((source) => source.selRecords());
    const { startRest } = await import("./agent/rest.ts");
    const { SnmpAdministrator } = await import("./agent/snmp-administration/administrator.ts");
    const administrator = await SnmpAdministrator.open({
      store,
      audit: access.audit,
      random: doors.randomBytes,
      logger: logger.child({ part: "snmp" }),
    });
    const snmpAdministration = config.snmp.enabled ? administrator : undefined;
    const rest = await startRest({ options, domain, access, uuid, sel, snmp: snmpAdministration, onStop });
    await settled(Promise.all(sources.map((source) => source.surveyed)), SURVEY_PATIENCE_MS, doors);
    const { startSnmp } = await import("./agent/snmp.ts");
    const snmp = config.snmp.enabled
      ? await listening({ name: "SNMP", key: "snmp", option: "--snmp-port", ...config.snmp }, async () =>
          startSnmp({
            config: config.snmp,
            users: login === null ? await configuredUsers(options) : [simulationUser(login)],
            domain,
            sel,
            administrator,
            version: options.version,
            engineState: snmpEngineState(store, logger),
            settings: snmpSettings(store, logger),
            outbox: await snmpOutbox(store, logger),
            audit: access.audit,
            doors,
            logger: logger.child({ part: "snmp" }),
            onStop,
          }),
        )
      : null;

    const file = new ConnectionFile(stateDirectory, logger, onStop);
    // Without a controller there is nothing to wait for; one may turn up later.
    const known = sources.length === 0 ? Promise.reject(new NotThereError("E_NO_DEVICE", "no BMC")) : complete;
    const ready = settled(known, DISCOVERY_PATIENCE_MS, doors).then(async (isComplete): Promise<ConnectionDetails> => {
      await admitted;
      const details: ConnectionDetails = {
        state: isComplete ? "ready" : "degraded",
        pid: doors.pid,
        boot: doors.randomUuid(),
        rest: rest === null ? null : { ...rest, user: login?.user ?? null, password: login?.password ?? null },
        snmp: snmp === null ? null : { ...snmp, ...snmpLogin(login) },
        simulator: simulation === null ? null : simulatorDetails(simulation),
      };
      await file.write(details);
      const where = { https: details.rest?.url, snmp: details.snmp?.port };
      logger.info({ version: options.version, state: details.state, ...where }, "the agent serves");
      if (!isComplete) void complete.then(() => file.write({ ...details, state: "ready" }));
      return details;
    });
    return { domain, ready, stop };
  } catch (error) {
    await Promise.allSettled([opening]);
    await stop();
    throw error;
  }
}

/** Waits for all of them, whatever happens to one; then the first failure is theirs. */
async function together<T extends readonly unknown[]>(work: { readonly [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(work);
  return (await Promise.all(work)) as unknown as T;
}

/** Work that is waited for later; only then its failure counts. */
function later<T>(work: Promise<T>): Promise<T> {
  void Promise.allSettled([work]);
  return work;
}

/** The event log on disk, or one in memory when the disk gives none; `problem` says what the operator has to know. */
async function openJournal(
  store: Store,
  doors: AgentDoors,
): Promise<{ journal: EventJournal; problem: { subject: string; text: string } | null }> {
  try {
    const journal = await store.openJournal("events");
    if (journal.opening.kind !== "replaced") return { journal, problem: null };
    const text = `the event log was unusable and begins anew: ${journal.opening.reason}`;
    return { journal, problem: { subject: "event-log-lost", text } };
  } catch (error) {
    const text = `the event log cannot be opened, events are kept in memory only: ${messageOf(error)}`;
    return { journal: new VolatileJournal(doors.randomUuid()), problem: { subject: "event-log-volatile", text } };
  }
}

function tellIds(domain: Domain, reason: string | null): Promise<void> {
  const text =
    reason === null
      ? "ids and indexes are kept again; what got one for this run has another after the next start"
      : `ids and indexes of new parts hold for this run only: ${reason}`;
  return domain.agentAlarm("ids-volatile", reason === null ? null : "major", text);
}

/** Says what could not be carried over from the last run. */
async function tellOpening(
  domain: Domain,
  journal: { subject: string; text: string } | null,
  ids: { kind: string; reason?: string },
): Promise<void> {
  if (journal !== null) await domain.agentAlarm(journal.subject, "major", journal.text);
  if (ids.kind === "replaced") {
    await domain.agentAlarm("ids-lost", "major", `the index map was unusable: all indexes are new: ${ids.reason}`);
  }
  await domain.emit({
    type: "domain",
    what: "agent-started",
    severity: "informational",
    time: domain.eventTime(),
    origin: "agent",
    resourceId: null,
    text: `the agent ${domain.name} started`,
  });
}

async function configuredUsers({ config, doors }: AgentOptions) {
  return Promise.all(
    config.snmp.users.map(async ({ authPasswordFile, privPasswordFile, ...user }) => ({
      ...user,
      authPassword: await readSecret(doors, authPasswordFile),
      privPassword: await readSecret(doors, privPasswordFile),
    })),
  );
}

function simulationUser({ user, authPassword, privPassword }: SimulationLogin) {
  const role = "Administrator" as const;
  return { name: user, role, authProtocol: "SHA-256", privProtocol: "AES", authPassword, privPassword };
}

function snmpLogin(login: SimulationLogin | null) {
  return {
    user: login?.user ?? null,
    authProtocol: "SHA-256",
    authPassword: login?.authPassword ?? null,
    privProtocol: "AES",
    privPassword: login?.privPassword ?? null,
  };
}

/** True when the promise resolved in time; a failed or late one is false. */
function settled(promise: Promise<unknown>, ms: number, doors: Pick<AgentDoors, "clock">): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = doors.clock.after(ms, () => resolve(false));
    promise.then(
      () => {
        cancel();
        resolve(true);
      },
      () => {
        cancel();
        resolve(false);
      },
    );
  });
}

async function endAll(
  endings: readonly { what: string; end: () => Promise<unknown> | unknown }[],
  logger: Logger,
): Promise<void> {
  for (const { what, end } of endings) {
    try {
      await end();
    } catch (error) {
      logger.error({ what, reason: messageOf(error) }, "a part did not end cleanly");
    }
  }
}

/** Where the local administrator's socket lies. */
export function socketPath(stateDirectory: string): string {
  return join(stateDirectory, "agent.sock");
}
