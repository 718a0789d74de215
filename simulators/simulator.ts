/** A running simulated machine: started here, or started by another program and attached to. */
import { resolve } from "node:path";
import type { Clock } from "../src/base/clock.ts";
import { UsageError } from "../src/base/errors.ts";
import { type AttachFile, readAttachFile, type SimulatorAddress } from "./attach-file.ts";
import { ConsoleControl } from "./control/console-control.ts";
import type { SimulatorControl } from "./control/control.ts";
import { startDrift } from "./control/drift.ts";
import { RemoteControl } from "./control/remote-control.ts";
import { type SimulatorDoors, systemDoors } from "./doors.ts";
import { FaultProxies } from "./fault-proxy/proxies.ts";
import type { FaultScriptInput } from "./fault-proxy/rules.ts";
import { SimulatorConsole } from "./ipmi-sim/console.ts";
import type { LanUser, Ports } from "./ipmi-sim/lan-conf.ts";
import { type IpmiSimProcess, startIpmiSim } from "./ipmi-sim/process.ts";
import { setSelTime } from "./ipmi-sim/sel-time.ts";
import { loadMachine } from "./machine/library.ts";
import { bmcsOf, type Machine } from "./machine/machine.ts";

export interface StartOptions {
  /** Name of a machine of the library, path of a description, or a description already read. */
  readonly machine: string | Machine;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Lets readings move in slow waves, as the description says. Default: they stay as described. */
  readonly drift?: boolean;
  /** Puts fault proxies in front of every interface, with these rules to begin with. Default: none. */
  readonly faults?: FaultScriptInput;
  readonly doors?: Partial<SimulatorDoors>;
}

export interface Simulator extends SimulatorAddress {
  readonly control: SimulatorControl;
  /** Resolves when the simulator is gone, with how it ended; it may end by itself. */
  readonly ended: Promise<string>;
  /** Ends it and leaves nothing. Safe to call twice. */
  stop(): Promise<void>;
}

export interface AttachedSimulator extends SimulatorAddress {
  readonly control: SimulatorControl;
  /** Leaves the simulator running. */
  detach(): Promise<void>;
}

/**
 * Starts a machine on free ports; every address answers when this resolves. The simulator ends with this process,
 * however that ends.
 */
export async function startSimulator(options: StartOptions): Promise<Simulator> {
  const doors: SimulatorDoors = { ...systemDoors(), ...options.doors };
  const host = options.host ?? "127.0.0.1";
  const machine = typeof options.machine === "string" ? await loadMachine(options.machine) : options.machine;
  const user = { name: "admin", password: Buffer.from(doors.random(8)).toString("hex") };
  const children = await startBmcs(machine, host, user, doors);
  const own = children.map(({ name, pid, ports }) => ({
    name,
    pid,
    vm: { host, port: ports.vm },
    lan: { host, port: ports.lan, user: user.name, password: user.password },
    console: { host, port: ports.console },
  }));
  let proxies: FaultProxies | undefined;
  try {
    if (options.faults !== undefined) proxies = await FaultProxies.start(own, options.faults, host, doors);
  } catch (error) {
    await stopAll(children);
    throw error;
  }
  const bmcs = own.map((bmc) => proxies?.addressOf(bmc) ?? bmc);
  const [first] = bmcs;
  if (first === undefined) throw new UsageError("E_MACHINE", `${machine.name} has no BMC`);
  const consoles = new Map(bmcs.map((bmc) => [bmc.name, bmc.console]));
  const control = new ConsoleControl(machine, consoles, doors.clock, proxies);
  const drifting = options.drift ? startDrift(control, doors) : undefined;
  const { pid, vm, lan, console } = first;
  return {
    machine: nameOf(options.machine),
    pid,
    vm,
    lan,
    console,
    bmcs,
    control,
    ended: Promise.race(children.map(({ ended }) => ended)),
    async stop() {
      await drifting?.();
      await control.close();
      await stopAll(children);
      await proxies?.stop();
    },
  };
}

/** As many starts at a time as help on a small host. */
const startsAtOnce = 4;

type Bmc = IpmiSimProcess & { readonly name: string };

/** Starts every BMC of a machine, in the order of the description. None is left when one fails. */
async function startBmcs(machine: Machine, host: string, user: LanUser, doors: SimulatorDoors): Promise<Bmc[]> {
  const waiting = [...bmcsOf(machine).entries()];
  const started: Bmc[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, bmc] = next;
      started[index] = { ...(await startIpmiSim(machine, bmc, host, user, doors)), name: bmc.name };
      await setClock(host, started[index].ports, doors);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: startsAtOnce }, work));
  const failed = results.find((result) => result.status === "rejected");
  if (failed === undefined) return started;
  await stopAll(started.filter((bmc) => bmc !== undefined));
  throw failed.reason;
}

async function setClock(host: string, ports: Ports, { clock }: SimulatorDoors): Promise<void> {
  await setSelTime(host, ports.vm, clock);
  // A turn of the simulator's loop, so that it has seen the system interface close.
  const console = await SimulatorConsole.open({ host, port: ports.console }, { clock });
  await console.close();
}

async function stopAll(bmcs: readonly Bmc[]): Promise<void> {
  await Promise.all(bmcs.map((bmc) => bmc.stop()));
}

/** A simulator started by somebody else. Rejects with DeviceSilentError when it does not answer. */
export async function attachSimulator(file: string, doors: Partial<SimulatorDoors> = {}): Promise<AttachedSimulator> {
  const address = await readAttachFile(file);
  const { clock } = { ...systemDoors(), ...doors };
  const console = await SimulatorConsole.open(address.console, { clock });
  await console.close();
  const control =
    address.control === undefined ? await consoleControl(address, clock) : new RemoteControl(address.control, clock);
  return { ...address, control, detach: () => control.close() };
}

async function consoleControl({ machine: name, bmcs, console }: AttachFile, clock: Clock): Promise<ConsoleControl> {
  const machine = await loadMachine(name);
  const addresses = new Map(bmcs.map((b) => [b.name, b.console]));
  for (const { name: first } of bmcsOf(machine).slice(0, 1)) addresses.set(first, console);
  return new ConsoleControl(machine, addresses, clock);
}

function nameOf(machine: string | Machine): string {
  if (typeof machine !== "string") return machine.name;
  return machine.includes("/") || /\.ya?ml$/.test(machine) ? resolve(machine) : machine;
}
