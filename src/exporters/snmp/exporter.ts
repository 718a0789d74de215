import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { LoggedEvent } from "../../hpi/event.ts";
import type { Role } from "../../hpi/operation.ts";
import type { AuditSink } from "../../hpi/ports.ts";
import type { CommunityOptions } from "../../snmp/community.ts";
import { SnmpCounters } from "../../snmp/counters.ts";
import { Dispatcher } from "../../snmp/dispatcher.ts";
import { type EngineStatePort, startEngine } from "../../snmp/engine.ts";
import type { Notification } from "../../snmp/notification.ts";
import type { FilterProfiles } from "../../snmp/notification-filter.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import type { Oid } from "../../snmp/oid.ts";
import type { RateLimits } from "../../snmp/rate-limit.ts";
import type { SetOutcome } from "../../snmp/set-transaction.ts";
import { ObjectStore } from "../../snmp/store.ts";
import { listenTcp, type TcpDoor, type TcpListener } from "../../snmp/tcp-listener.ts";
import { listenUdp, type UdpDoor, type UdpListener } from "../../snmp/udp-listener.ts";
import { Usm } from "../../snmp/usm.ts";
import { V3Framer } from "../../snmp/v3-frame.ts";
import type { Views } from "./access-policy.ts";
import { Administration, type AdministrationPort } from "./administration/administration.ts";
import type { SetRows } from "./administration/row.ts";
import { type AgentxExporterOptions, startAgentx } from "./agentx.ts";
import { SnmpAudit } from "./audit.ts";
import { AuthenticationTraps } from "./authentication-traps.ts";
import { ENTERPRISE } from "./base-oid.ts";
import { Companions } from "./companions.ts";
import { entityModule } from "./entity-mib.ts";
import { entitySensorModule } from "./entity-sensor-mib.ts";
import { EntState, entityStateModule, entStateEntry } from "./entity-state-mib.ts";
import { addFrameworkMib, frameworkModules } from "./framework-mib.ts";
import { type HostPort, HostResourcesMib, hostResourcesModule } from "./host-resources-mib.ts";
import { HpiAgentMib, hpiAgentModule } from "./hpi-agent-mib/module.ts";
import type { SelRecord } from "./hpi-agent-mib/sel.ts";
import { LmSensorsView, lmSensorsModule } from "./lm-sensors-view.ts";
import type { SnmpManagers, SnmpUser } from "./manager-settings.ts";
import { type MadeBySet, Managers } from "./managers.ts";
import { MOST_ENTRIES, NotificationLogLimits } from "./notification-log-limits.ts";
import { NotificationLog, notificationLogModule } from "./notification-log-mib.ts";
import { Notifications } from "./notifications.ts";
import type { OutboxPort } from "./outbox.ts";
import { Projection } from "./projection.ts";
import { securityModules } from "./security-tables.ts";
import { Settings, type SettingsPort } from "./settings.ts";
import { addSystemMib, type SystemFacts, snmpMib } from "./system-mib.ts";
import { targetModules } from "./target-tables.ts";

export interface SnmpExporterOptions {
  /** Addresses to listen on; port 0 takes a free one. */
  readonly listeners: readonly { readonly host: string; readonly port: number; readonly transport?: "udp" | "tcp" }[];
  /** USM users; passwords are forgotten once the keys are made. Without a role a user only reads. */
  readonly users: readonly SnmpUser[];
  /** Views that users may be confined to. */
  readonly views?: Views;
  /** Communities; without any, SNMPv1 and SNMPv2c are not spoken. */
  readonly communities?: readonly CommunityOptions[];
  /** Where notifications go. */
  readonly targets?: readonly NotificationTarget[];
  /** Filter profiles that targets name. */
  readonly filters?: FilterProfiles;
  /** What was set up by SET. */
  readonly rows?: SetRows | undefined;
  /** Lets Administrators set up users, groups, views, receivers and communities by SET; without it nobody can. */
  readonly administration?: AdministrationPort | undefined;
  /** Keeps notifications until they are acknowledged, across restarts. */
  readonly outbox?: OutboxPort;
  /** Names the configuration: unchanged since the last start, the agent says warmStart instead of coldStart. */
  readonly configuration?: string;
  /** What else an event of the log is told as; may be asked again for an event of an earlier run. */
  readonly translate?: (event: LoggedEvent) => readonly Notification[];
  /** Whether authenticationFailure notifications are sent, until a manager sets snmpEnableAuthenTraps. */
  readonly authenticationTraps?: boolean;
  /** Where SETs and failed authentications are recorded. */
  readonly audit?: AuditSink;
  readonly rates?: RateLimits;
  readonly contact: string;
  readonly location: string;
  /** Version of this program, for sysDescr. */
  readonly version: string;
  readonly state: EngineStatePort;
  /** Keeps what managers set; without it nothing can be set. */
  readonly settings?: SettingsPort;
  /** Records of the controllers' own event logs as far as they were read. */
  readonly sel?: () => readonly SelRecord[];
  /** What tells of the machine the agent runs on; without it there is no HOST-RESOURCES-MIB. */
  readonly host?: HostPort;
  /** Serve LM-SENSORS-MIB too. */
  readonly lmSensors?: boolean;
  /** Serve the hardware's modules through another agent too. */
  readonly agentx?: AgentxExporterOptions;
  readonly udp: UdpDoor;
  /** Needed to listen on TCP. */
  readonly tcp?: TcpDoor;
  readonly clock: Clock;
  readonly random: (octets: number) => Uint8Array;
  readonly logger: Logger;
}

export interface SnmpExporter {
  /** Where it listens, in the order of the options. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  readonly engineId: Uint8Array;
  readonly counters: SnmpCounters;
  /**
   * Other users, views and targets from now on, once `keep` has put them on disk. Rejects, and changes nothing, when they
   * do not fit together or cannot be kept.
   */
  configure(managers: SnmpManagers, keep?: () => Promise<void>): Promise<void>;
  /** What SET set up, as configuration and commands would have. */
  made(): MadeBySet;
  close(): Promise<void>;
}

/** Shows the model to SNMP managers. Rejects when the state cannot be stored or an address cannot be bound. */
export async function startSnmpExporter(domain: Domain, options: SnmpExporterOptions): Promise<SnmpExporter> {
  const { clock, logger, random, udp, users, communities = [] } = options;
  const engine = await startEngine(options.state, clock, random, ENTERPRISE);
  const settings = options.settings && (await Settings.open(options.settings, logger));
  const counters = new SnmpCounters();
  const usm = new Usm(engine, counters);
  const store = new ObjectStore();
  const facts: SystemFacts = {
    description: `hpi-agent ${options.version}${domain.simulated ? ", simulated hardware" : ""}`,
    name: domain.name,
    contact: options.contact,
    location: options.location,
  };
  const roleOf = (securityName: string): Role | undefined => managers.roleOf(securityName);
  const authenticationTraps = new AuthenticationTraps(options.authenticationTraps ?? false, settings, roleOf);
  const audit = options.audit && new SnmpAudit(options.audit, clock, roleOf);
  const { host, lmSensors = false } = options;
  const modules = [
    ...[snmpMib, ...frameworkModules, ...securityModules, ...targetModules, notificationLogModule],
    ...[entityModule, entitySensorModule, entityStateModule, hpiAgentModule],
    ...(host === undefined ? [] : [hostResourcesModule]),
    ...(lmSensors ? [lmSensorsModule] : []),
  ];
  addSystemMib(store, engine, counters, facts, modules, settings, authenticationTraps);
  addFrameworkMib(store, engine, counters);
  const administration =
    options.administration &&
    new Administration({
      port: options.administration,
      managers: () => managers,
      engine,
      roleOf,
      configure: (next, keep) => configure(next, keep),
      logger,
    });
  const agentxRole = options.agentx?.role;
  const managers = new Managers({ store, engine, usm, communities, agentx: agentxRole, writers: administration });
  const { views = {}, filters = {}, rows } = options;
  managers.take(managers.plan({ users, views, targets: options.targets ?? [], filters, rows }));
  const tellIdle = (before: readonly { readonly name: string }[] = []): void => {
    for (const idle of managers.idle) {
      if (!before.some(({ name }) => name === idle.name)) logger.warn(idle, "an SNMP receiver cannot be told");
    }
  };
  tellIdle();
  const notificationLog = new NotificationLog(store, engine, clock, new NotificationLogLimits(settings, roleOf));
  const hostResources = host && (await HostResourcesMib.start(store, host, clock, logger));
  const companions = new Companions();
  // Nothing may be waited for from here until changes are followed.
  const hpiAgent = new HpiAgentMib({
    domain,
    store,
    engine,
    counters,
    clock,
    version: options.version,
    roleOf,
    sel: options.sel ?? (() => []),
    companions,
    sensorViews: lmSensors ? [new LmSensorsView(domain, store)] : [],
  });
  const adminWriter = hpiAgent.adminWriter([...entStateEntry, EntState.admin]);
  const projection = new Projection(domain, store, engine, settings, adminWriter);
  const framer = new V3Framer(random(8));
  const listeners: (UdpListener | TcpListener)[] = [];
  let notifications: Notifications | undefined;
  let agentx: ReturnType<typeof startAgentx> | undefined;
  const dispatcher = new Dispatcher({
    engine,
    counters,
    usm,
    clock,
    framer,
    access: managers.requests,
    contexts: new Map([["", store]]),
    communities: managers.communities,
    ...(options.rates === undefined ? {} : { rates: options.rates }),
    onAuthenticationFailure: (source, failure) => {
      audit?.failed(source, failure);
      if (authenticationTraps.enabled) notifications?.authenticationFailed();
    },
    onSet: (set) => audit?.set(set),
    logger,
  });
  const configure = async (next: SnmpManagers, keep?: () => Promise<void>): Promise<void> => {
    const plan = managers.plan(next);
    await notifications?.prepare(plan.targets);
    await keep?.();
    await notifications?.setTargets(plan.targets);
    const { idle } = managers;
    managers.take(plan);
    tellIdle(idle);
  };
  const unsubscribes = [
    domain.onChange((change) => {
      projection.follow(change);
      hpiAgent.follow(change);
    }),
    domain.onEvent((event) => hpiAgent.event(event)),
  ];
  const end = async (): Promise<void> => {
    for (const unsubscribe of unsubscribes) unsubscribe();
    hpiAgent.notifications.shutdown();
    hpiAgent.close();
    hostResources?.close();
    notificationLog.close();
    agentx?.close();
    await notifications?.close();
    await Promise.all(listeners.map((listener) => listener.close()));
    await settings?.close();
  };
  let ending: Promise<void> | undefined;
  const close = (): Promise<void> => {
    ending ??= end();
    return ending;
  };
  try {
    for (const { host, port, transport = "udp" } of options.listeners) {
      const handle = dispatcher.handle.bind(dispatcher);
      if (transport === "udp") listeners.push(await listenUdp({ host, port, door: udp, handle, logger }));
      else if (options.tcp !== undefined) {
        const { maxMessageSize } = engine;
        listeners.push(await listenTcp({ host, port, door: options.tcp, handle, clock, maxMessageSize, logger }));
      }
    }
    const onSet = (names: readonly Oid[], outcome: SetOutcome): void => audit?.agentx(names, outcome);
    agentx =
      options.agentx && startAgentx(options.agentx, { store, description: facts.description, onSet, clock, logger });
    notifications = await Notifications.start({
      domain,
      projection,
      targets: managers.targets,
      admits: (target, notification) => managers.filter.admits(target, notification),
      engine,
      framer,
      clock,
      logger,
      udp,
      random,
      outbox: options.outbox,
      configuration: options.configuration,
      log: (notification) => {
        notificationLog.add(notification);
        agentx?.notify(notification);
      },
      companions,
      translate: (event, live) => [
        ...(live ? [] : hpiAgent.notifications.alarmsOf(event)),
        ...hpiAgent.notifications.translate(event),
        ...(options.translate?.(event) ?? []),
      ],
      hooks: {
        late: (sequence) => hpiAgent.notifications.late(sequence, logger),
        live: () => hpiAgent.notifications.live(),
      },
      kept: MOST_ENTRIES,
      restore: (page) => notificationLog.restore(page),
      onOpen: (notifier, sequence) => {
        notificationLog.continueAfter(sequence);
        hpiAgent.notifications.continueAfter(sequence);
        hpiAgent.notifications.send = ({ id, objects }) => notifier.notify(id, objects);
      },
    });
    // A SET may have come in between.
    await notifications.setTargets(managers.targets);
  } catch (error) {
    await close();
    throw error;
  }
  const addresses = listeners.map(({ host, port }) => ({ host, port }));
  return { addresses, engineId: engine.id, counters, configure, made: () => managers.made(), close };
}
