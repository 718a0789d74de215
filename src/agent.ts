import { join } from "node:path";
import { openAccess } from "./agent/access.ts";
import { type ConnectionDetails, removeConnectionFile, writeConnectionFile } from "./agent/connection-file.ts";
import { findLocalController, openController, readSecret, simulatedControllers } from "./agent/controllers.ts";
import type { AgentDoors } from "./agent/doors.ts";
import { LenientIds } from "./agent/lenient-ids.ts";
import { listening } from "./agent/listening.ts";
import type { AgentOptions, OnStop } from "./agent/options.ts";
import { startPet } from "./agent/pet.ts";
import { startRest } from "./agent/rest.ts";
import { startSnmp } from "./agent/snmp.ts";
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
import { VolatileJournal } from "./agent/volatile-journal.ts";
import { messageOf } from "./base/errors.ts";
import type { Logger } from "./base/logger.ts";
import type { SelRecord } from "./exporters/hpi-api/context.ts";
import { Domain } from "./hpi/domain.ts";
import type { EventJournal } from "./hpi/ports.ts";
import { describeHost } from "./sources/host/identity.ts";
import { createIpmiSource, type IpmiSource } from "./sources/ipmi/index.ts";
import { openStore, type Store } from "./store/store.ts";

export interface Agent {
  readonly domain: Domain;
  /** Resolves when all listeners answer and discovery is complete or took 15 s; connection.json is written then. */
  readonly ready: Promise<ConnectionDetails>;
  /** Ends everything it started, in reverse order. Safe to call twice. */
  stop(): Promise<void>;
}

const DISCOVERY_PATIENCE_MS = 15_000;

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
  try {
    const store = await openStore({
      directory: stateDirectory,
      logger,
      pid: doors.pid,
      randomUuid: doors.randomUuid,
      bootId: (await doors.readText("/proc/sys/kernel/random/boot_id"))?.trim(),
    });
    onStop("store", () => store.close());
    await claimDirectory(store, simulation !== null);
    await removeConnectionFile(stateDirectory);
    const uuid = await agentUuid(store, doors);
    const login = simulation === null ? null : newSimulationLogin(doors);
    const access = await openAccess(store, doors, logger, login);
    onStop("audit", () => access.audit.flush());
    const { journal, problem } = await openJournal(store, doors);
    const kept = await store.openIndexMap("ids");
    onStop("ids", () => kept.close());
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

    const sources = await startSources(options, domain, { ids, cache: sdrCache(store), onStop });
    if (config.pet.enabled) {
      await startPet({ config, sources, domain, doors, logger: logger.child({ part: "pet" }), onStop });
    }
    const sel = (): readonly SelRecord[] => sources.flatMap((source) => source.selRecords());
    const rest = await startRest({ options, domain, access, uuid, sel, onStop });
    const snmp = config.snmp.enabled
      ? await listening({ name: "SNMP", key: "snmp", option: "--snmp-port", ...config.snmp }, async () =>
          startSnmp({
            config: config.snmp,
            users: login === null ? await configuredUsers(options) : [simulationUser(login)],
            domain,
            sel,
            version: options.version,
            engineState: snmpEngineState(store, logger),
            settings: snmpSettings(store, logger),
            outbox: await snmpOutbox(store, logger),
            doors,
            logger: logger.child({ part: "snmp" }),
            onStop,
          }),
        )
      : null;

    const discovered = Promise.all(sources.map((source) => source.discovered)).then(() => true);
    const ready = settled(discovered, DISCOVERY_PATIENCE_MS, doors).then(
      async (complete): Promise<ConnectionDetails> => {
        const details: ConnectionDetails = {
          state: complete && sources.length > 0 ? "ready" : "degraded",
          pid: doors.pid,
          boot: doors.randomUuid(),
          rest: rest === null ? null : { ...rest, user: login?.user ?? null, password: login?.password ?? null },
          snmp: snmp === null ? null : { ...snmp, ...snmpLogin(login) },
          simulator:
            simulation === null
              ? null
              : { machine: simulation.machine, console: simulation.console, lan: simulation.lan },
        };
        if (stopping === null) {
          try {
            await writeConnectionFile(stateDirectory, details);
          } catch (error) {
            // A full disk keeps nobody from managing the hardware.
            logger.error({ reason: messageOf(error) }, "connection.json could not be written");
          }
          onStop("connection.json", () => removeConnectionFile(stateDirectory));
        }
        return details;
      },
    );
    return { domain, ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface SourceParts {
  readonly ids: Parameters<typeof createIpmiSource>[0]["ids"];
  readonly cache: ReturnType<typeof sdrCache>;
  readonly onStop: OnStop;
}

/** One source for each controller; without any, the host alone and an alarm that says what to load. */
async function startSources(options: AgentOptions, domain: Domain, parts: SourceParts): Promise<readonly IpmiSource[]> {
  const { config, doors, logger, simulation } = options;
  const local = simulation === null && config.controllers === undefined ? findLocalController(doors) : undefined;
  const controllers =
    simulation === null
      ? (config.controllers ?? (local === undefined ? [] : [local]))
      : simulatedControllers(simulation);
  if (controllers.length === 0) {
    await describeHost({ domain, logger, hostName: doors.hostName, readText: doors.readText });
    await domain.agentAlarm(
      "no-controller",
      "major",
      "no BMC: no IPMI device was found and no controller is configured; if this machine has a BMC, try: modprobe ipmi_si && modprobe ipmi_devintf",
    );
    return [];
  }
  const sources: IpmiSource[] = [];
  for (const [index, controller] of controllers.entries()) {
    const log = logger.child({ part: "ipmi", controller: controller.name });
    const connection = await openController(controller, doors, log);
    parts.onStop(`connection ${controller.name}`, () => connection.close());
    const { analogSeconds, discreteSeconds, hotSwapSeconds, selSeconds, setSelTime } = config.ipmi;
    const source = createIpmiSource({
      controller: controller.name,
      connection,
      domain,
      ids: parts.ids,
      clock: doors.clock,
      logger: log,
      random: doors.random,
      cache: parts.cache,
      periods: {
        analog: analogSeconds * 1000,
        discrete: discreteSeconds * 1000,
        hotSwap: hotSwapSeconds * 1000,
        sel: selSeconds * 1000,
      },
      setSelTime: setSelTime || simulation !== null,
      ...(controllers.length > 1 ? { hangUnder: index + 1 } : {}),
    });
    parts.onStop(`source ${controller.name}`, () => source.stop());
    source.start();
    sources.push(source);
  }
  return sources;
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
    config.snmp.users.map(async ({ name, role, authProtocol, authPasswordFile, privProtocol, privPasswordFile }) => ({
      name,
      role,
      authProtocol,
      privProtocol,
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
