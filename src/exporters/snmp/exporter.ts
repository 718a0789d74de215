import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Domain } from "../../hpi/domain.ts";
import { SnmpCounters } from "../../snmp/counters.ts";
import { Dispatcher } from "../../snmp/dispatcher.ts";
import { type EngineStatePort, startEngine } from "../../snmp/engine.ts";
import { ObjectStore } from "../../snmp/store.ts";
import { listenUdp, type UdpDoor, type UdpListener } from "../../snmp/udp-listener.ts";
import type { UsmUserOptions } from "../../snmp/user-keys.ts";
import { Usm } from "../../snmp/usm.ts";
import { V3Framer } from "../../snmp/v3-frame.ts";
import { WholeView } from "../../snmp/view.ts";
import { ENTERPRISE } from "./base-oid.ts";
import { entityModule } from "./entity-mib.ts";
import { entitySensorModule } from "./entity-sensor-mib.ts";
import { addFrameworkMib, frameworkModules } from "./framework-mib.ts";
import { Projection } from "./projection.ts";
import { addSystemMib, type SystemFacts, snmpMib } from "./system-mib.ts";

export interface SnmpExporterOptions {
  /** Addresses to listen on; port 0 takes a free one. */
  readonly listeners: readonly { readonly host: string; readonly port: number }[];
  /** USM users; passwords are forgotten once the keys are made. */
  readonly users: readonly UsmUserOptions[];
  readonly contact: string;
  readonly location: string;
  /** Version of this program, for sysDescr. */
  readonly version: string;
  readonly state: EngineStatePort;
  readonly udp: UdpDoor;
  readonly clock: Clock;
  readonly random: (octets: number) => Uint8Array;
  readonly logger: Logger;
}

export interface SnmpExporter {
  /** Where it listens, in the order of the options. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  readonly engineId: Uint8Array;
  readonly counters: SnmpCounters;
  /** Adds or replaces a USM user. */
  addUser(user: UsmUserOptions): void;
  close(): Promise<void>;
}

/** Shows the model to SNMP managers. Rejects when the state cannot be stored or an address cannot be bound. */
export async function startSnmpExporter(domain: Domain, options: SnmpExporterOptions): Promise<SnmpExporter> {
  const { clock, logger, random, state, udp } = options;
  const engine = await startEngine(state, clock, random, ENTERPRISE);
  const counters = new SnmpCounters();
  const usm = new Usm(engine, counters);
  for (const user of options.users) usm.addUser(user);
  const store = new ObjectStore();
  const simulated = domain.simulated ? ", simulated hardware" : "";
  const system: SystemFacts = {
    description: `hpi-agent ${options.version}${simulated}`,
    name: domain.name,
    contact: options.contact,
    location: options.location,
  };
  addSystemMib(store, engine, counters, system, [snmpMib, ...frameworkModules, entityModule, entitySensorModule]);
  addFrameworkMib(store, engine, counters);
  const projection = new Projection(domain, store, engine);
  const unsubscribe = domain.onChange((change) => projection.follow(change));
  const whole = new WholeView();
  const dispatcher = new Dispatcher({
    engine,
    counters,
    usm,
    clock,
    framer: new V3Framer(random(8)),
    access: { view: (_requester, purpose) => (purpose === "read" ? whole : undefined) },
    contexts: new Map([["", store]]),
    logger,
  });
  const listeners: UdpListener[] = [];
  const close = async (): Promise<void> => {
    unsubscribe();
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    for (const { host, port } of options.listeners) {
      const handle = dispatcher.handle.bind(dispatcher);
      listeners.push(await listenUdp({ host, port, door: udp, handle, logger }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    addresses: listeners.map(({ host, port }) => ({ host, port })),
    engineId: engine.id,
    counters,
    addUser: (user) => void usm.addUser(user),
    close,
  };
}
