/** Starts the ipmi_sim processes of a machine, each with its module and what it does beyond ipmi_sim. */
import { DeviceSilentError, messageOf } from "../src/base/errors.ts";
import { type ConnectedBehaviour, connectBehaviour } from "./behaviour/behaviour.ts";
import type { Timing } from "./behaviour/timing.ts";
import type { MachineState } from "./control/state.ts";
import type { SimulatorDoors } from "./doors.ts";
import { SimulatorConsole } from "./ipmi-sim/console.ts";
import type { LanUser, Ports } from "./ipmi-sim/lan-conf.ts";
import { type IpmiSimProcess, startIpmiSim } from "./ipmi-sim/process.ts";
import { setSelTime } from "./ipmi-sim/sel-time.ts";
import { bmcsOf, type Controller } from "./machine/machine.ts";
import { buildModule } from "./module/compile.ts";

export type Bmc = IpmiSimProcess & { readonly name: string };

export interface Bmcs {
  /** In the order of the description. */
  readonly bmcs: readonly Bmc[];
  readonly behaviours: readonly ConnectedBehaviour[];
  /** Why ipmi_sim's module is not there; undefined when it is. */
  readonly missing: string | undefined;
  stop(): Promise<void>;
}

export interface BmcOptions {
  readonly state: MachineState;
  readonly host: string;
  readonly user: LanUser;
  readonly doors: SimulatorDoors;
  /** False: ipmi_sim alone. */
  readonly behaviour: boolean;
  readonly timing?: Partial<Timing> | undefined;
  readonly shelfManagerActs: boolean;
}

/** As many starts at a time as help on a small host. */
const startsAtOnce = 4;

/** None is left when one fails. */
export async function startBmcs(options: BmcOptions): Promise<Bmcs> {
  const module = options.behaviour ? await buildModule(options.doors) : { missing: "not wanted" };
  if ("missing" in module) return await startAll(options, undefined, module.missing);
  try {
    return await startAll(options, module.library, undefined);
  } catch (error) {
    if (!(error instanceof DeviceSilentError)) throw error;
    // Another version of ipmi_sim than the headers': it does not take the module.
    return await startAll(options, undefined, messageOf(error));
  }
}

async function startAll(options: BmcOptions, library: string | undefined, missing: string | undefined): Promise<Bmcs> {
  const { host, doors, state } = options;
  const waiting = [...bmcsOf(state.machine).entries()];
  const started: Started[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, bmc] = next;
      started[index] = await startOne(bmc, options, library);
      await setClock(host, started[index].bmc.ports, doors);
    }
  };
  const stop = async () => {
    const all = started.filter((each) => each !== undefined);
    for (const { connected } of all) connected?.behaviour.close();
    await Promise.all(all.map(({ bmc }) => bmc.stop()));
  };
  const results = await Promise.allSettled(Array.from({ length: startsAtOnce }, work));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    bmcs: started.map(({ bmc }) => bmc),
    behaviours: started.flatMap(({ connected }) => connected ?? []),
    missing,
    stop,
  };
}

interface Started {
  readonly bmc: Bmc;
  readonly connected: ConnectedBehaviour | undefined;
}

async function startOne(bmc: Controller, options: BmcOptions, library: string | undefined): Promise<Started> {
  const { state, host, user, doors, timing, shelfManagerActs } = options;
  const { clock, logger } = doors;
  if (library === undefined)
    return {
      bmc: { ...(await startIpmiSim(state.machine, bmc, host, user, doors)), name: bmc.name },
      connected: undefined,
    };
  let connected: ConnectedBehaviour | undefined;
  const extension = {
    library,
    connect(socket: Parameters<typeof connectBehaviour>[1], ports: Ports) {
      connected?.behaviour.close();
      const lan = { host, port: ports.lan };
      connected = connectBehaviour({ state, bmc, clock, logger, timing, shelfManagerActs, lan }, socket);
    },
  };
  const process = await startIpmiSim(state.machine, bmc, host, user, doors, extension);
  return { bmc: { ...process, name: bmc.name }, connected };
}

async function setClock(host: string, ports: Ports, { clock }: SimulatorDoors): Promise<void> {
  await setSelTime(host, ports.vm, clock);
  // A turn of the simulator's loop, so that it has seen the system interface close.
  const console = await SimulatorConsole.open({ host, port: ports.console }, { clock });
  await console.close();
}
