/** The management modules of a simulated BladeCenter: two SNMP agents, of which the active one answers and sends traps. */
import { createSocket } from "node:dgram";
import { CommunityTable } from "../../src/snmp/community.ts";
import { SnmpCounters } from "../../src/snmp/counters.ts";
import { Dispatcher } from "../../src/snmp/dispatcher.ts";
import { type SnmpEngine, startEngine } from "../../src/snmp/engine.ts";
import { NotificationSender } from "../../src/snmp/notification-sender.ts";
import { ObjectStore } from "../../src/snmp/store.ts";
import { listenUdp, type UdpListener } from "../../src/snmp/udp-listener.ts";
import { Usm } from "../../src/snmp/usm.ts";
import { V3Framer } from "../../src/snmp/v3-frame.ts";
import { WholeView } from "../../src/snmp/view.ts";
import type { ModuleAddress } from "../attach-file.ts";
import type { ManagementModulesDescription } from "../control/control.ts";
import type { MachineState } from "../control/state.ts";
import type { SimulatorDoors } from "../doors.ts";
import type { TrapReceiverEntry } from "../machine/schema.ts";
import { type BladePort, Chassis } from "./chassis.ts";
import { addObjects } from "./objects.ts";
import { sendTraps, TrapDoor } from "./traps.ts";

export interface ManagementModules {
  readonly addresses: readonly ModuleAddress[];
  /** As they are now; undefined when there are none. */
  describe(): ManagementModulesDescription | undefined;
  close(): Promise<void>;
}

export interface ModulesOptions {
  readonly state: MachineState;
  readonly host: string;
  readonly doors: SimulatorDoors;
  readonly blades: BladePort;
  /** Receivers of traps beside those of the description. */
  readonly trapReceivers?: readonly TrapReceiverEntry[] | undefined;
}

const ibm = 2;
/** ibmProd 158: the management modules' own sysObjectID. */
const sysObjectId = [1, 3, 6, 1, 4, 1, 2, 6, 158, 5];
const system = [1, 3, 6, 1, 2, 1, 1];
const generous = { perSecond: 10_000, burst: 10_000, failuresPerSecond: 100, failureBurst: 100, sources: 100 };

/** Starts the modules of a machine that has some, on free ports of `host`; none otherwise. */
export async function startManagementModules(options: ModulesOptions): Promise<ManagementModules> {
  const { state, host, doors, blades } = options;
  const settings = state.machine.managementModules;
  if (settings === undefined) return { addresses: [], describe: () => undefined, close: async () => {} };
  const chassis = new Chassis(settings, state, doors.clock, blades);
  const login = {
    community: secret(doors),
    user: "admin",
    authProtocol: "SHA",
    authPassword: secret(doors),
    privProtocol: "AES",
    privPassword: secret(doors),
  } as const;
  const modules: Module[] = [];
  const trapDoor = new TrapDoor(doors.logger);
  const close = async () => {
    stopFollowing();
    await Promise.all([trapDoor.close(), ...modules.map(({ listener }) => listener.close())]);
  };
  const stopFollowing = state.onChange(() => {
    chassis.follow();
    for (const { update } of modules) update();
  });
  try {
    for (const { number } of chassis.bays("modules"))
      modules.push(await startModule(number, chassis, host, login, trapDoor, doors));
  } catch (error) {
    await close();
    throw error;
  }
  const addresses = modules.map(({ bay, listener }) => ({ bay, host, port: listener.port, ...login }));
  const receivers = [...(settings.trapReceivers ?? []), ...(options.trapReceivers ?? [])];
  chassis.onLogged((entry) => {
    const active = modules.find(({ bay }) => bay === chassis.active);
    if (active === undefined) return;
    sendTraps(active.sender, chassis, receivers, login.community, active.engine.upTime(), entry);
  });
  const describe = (): ManagementModulesDescription => ({
    active: chassis.active,
    modules: addresses.map(({ bay, port }) => ({ bay, installed: chassis.bay("modules", bay).installed, host, port })),
    troubles: chassis.troubles.map(({ source, text }) => `${source}: ${text}`),
    logged: chassis.log.size,
  });
  return { addresses, describe, close };
}

interface Module {
  readonly bay: number;
  readonly engine: SnmpEngine;
  readonly sender: NotificationSender;
  readonly listener: UdpListener;
  readonly update: () => void;
}

type Login = Omit<ModuleAddress, "bay" | "host" | "port">;

async function startModule(
  bay: number,
  chassis: Chassis,
  host: string,
  login: Login,
  trapDoor: TrapDoor,
  { clock, logger, random }: SimulatorDoors,
): Promise<Module> {
  const engine = await startEngine({ load: () => undefined, store() {} }, clock, random, ibm);
  const counters = new SnmpCounters();
  const usm = new Usm(engine, counters);
  usm.addUser({ ...login, name: login.user, minimumLevel: "authNoPriv" });
  const store = new ObjectStore();
  addSystem(store, engine, chassis);
  const update = addObjects(store, chassis, [host, host]);
  update();
  const whole = new WholeView();
  const framer = new V3Framer(Buffer.from(random(8)));
  const dispatcher = new Dispatcher({
    engine,
    counters,
    clock,
    usm,
    framer,
    access: { view: () => whole },
    contexts: new Map([["", store]]),
    communities: new CommunityTable([
      { community: login.community, securityName: "community", sources: ["0.0.0.0/0", "::/0"], models: [1, 2] },
    ]),
    rates: generous,
    logger,
  });
  const listener = await listenUdp({
    host,
    port: 0,
    door: (family) => createSocket(family),
    // The standby module, and one that is not in, are silent.
    handle: (datagram, from) => (chassis.active === bay ? dispatcher.handle(datagram, from) : undefined),
    logger,
  });
  const sender = new NotificationSender({
    engine,
    clock,
    framer,
    logger,
    sysObjectId,
    agentAddress: host,
    send: (datagram, to) => trapDoor.send(datagram, to),
    firstId: Buffer.from(random(4)).readUInt32BE(),
  });
  return { bay, engine, sender, listener, update };
}

function addSystem(store: ObjectStore, engine: SnmpEngine, chassis: Chassis): void {
  const { fru } = chassis.controller;
  store.scalars(system, [
    { number: 1, syntax: "OctetString", value: `${fru?.product?.name ?? "Chassis"} Management Module, simulated` },
    { number: 2, syntax: "ObjectIdentifier", value: sysObjectId },
    { number: 3, syntax: "TimeTicks", live: () => engine.upTime() },
    { number: 4, syntax: "OctetString", value: "" },
    { number: 5, syntax: "OctetString", value: `SN#${fru?.product?.serial ?? ""}` },
    { number: 6, syntax: "OctetString", value: "" },
    { number: 7, syntax: "Integer32", value: 72 },
  ]);
}

function secret({ random }: SimulatorDoors): string {
  return Buffer.from(random(8)).toString("hex");
}
