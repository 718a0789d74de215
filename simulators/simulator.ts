/** A running simulated machine: started here, or started by another program and attached to. */
import { resolve } from "node:path";
import type { Clock } from "../src/base/clock.ts";
import { UsageError } from "../src/base/errors.ts";
import { type AttachFile, readAttachFile, type SimulatorAddress } from "./attach-file.ts";
import type { ConnectedBehaviour } from "./behaviour/behaviour.ts";
import { MachineBehaviour } from "./behaviour/machine-behaviour.ts";
import type { Timing } from "./behaviour/timing.ts";
import { startBmcs } from "./bmcs.ts";
import { ConsoleControl } from "./control/console-control.ts";
import type { SimulatorControl } from "./control/control.ts";
import { startDrift } from "./control/drift.ts";
import { RemoteControl } from "./control/remote-control.ts";
import { MachineState } from "./control/state.ts";
import { type SimulatorDoors, systemDoors } from "./doors.ts";
import { FaultProxies } from "./fault-proxy/proxies.ts";
import type { FaultScriptInput } from "./fault-proxy/rules.ts";
import { SimulatorConsole } from "./ipmi-sim/console.ts";
import { loadMachine } from "./machine/library.ts";
import { bmcsOf, type Controller, type Machine } from "./machine/machine.ts";
import type { TrapReceiverEntry } from "./machine/schema.ts";
import type { BladePort } from "./management-module/chassis.ts";
import { type ManagementModules, startManagementModules } from "./management-module/modules.ts";

export interface StartOptions {
  /** Name of a machine of the library, path of a description, or a description already read. */
  readonly machine: string | Machine;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Lets readings move in slow waves, as the description says. Default: they stay as described. */
  readonly drift?: boolean;
  /** Puts fault proxies in front of every interface, with these rules to begin with. Default: none. */
  readonly faults?: FaultScriptInput;
  /** False: ipmi_sim alone, without the commands and the behaviour it lacks. */
  readonly behaviour?: boolean;
  /** False: FRUs that ask for activation or deactivation wait for somebody outside. Default true. */
  readonly shelfManagerActs?: boolean;
  /** Where management modules send traps, beside the receivers that the description names. */
  readonly trapReceivers?: readonly TrapReceiverEntry[];
  /** How long things take in the machine; what is left out takes the default. */
  readonly timing?: Partial<Timing>;
  readonly doors?: Partial<SimulatorDoors>;
}

export interface Simulator extends SimulatorAddress {
  readonly control: SimulatorControl;
  /** Why it does less than it could: ipmi_sim's module cannot be made. */
  readonly missing: string | undefined;
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
  const state = new MachineState(machine);
  const { timing, behaviour = true, shelfManagerActs = true } = options;
  const started = await startBmcs({ state, host, user, doors, timing, behaviour, shelfManagerActs });
  const { bmcs: children, behaviours, missing } = started;
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
    await started.stop();
    throw error;
  }
  const bmcs = own.map((bmc) => proxies?.addressOf(bmc) ?? bmc);
  const [first] = bmcs;
  if (first === undefined) throw new UsageError("E_MACHINE", `${machine.name} has no BMC`);
  const consoles = new Map(bmcs.map((bmc) => [bmc.name, bmc.console]));
  let modules: ManagementModules;
  try {
    modules = await startManagementModules({
      state,
      host,
      doors,
      blades: bladePort(behaviours),
      trapReceivers: options.trapReceivers,
    });
  } catch (error) {
    await started.stop();
    await proxies?.stop();
    throw error;
  }
  const acting = { state, behaviour: new MachineBehaviour(state, doors.clock, behaviours, missing), modules };
  const control = new ConsoleControl(machine, consoles, doors.clock, proxies, acting);
  const drifting = options.drift ? startDrift(control, doors) : undefined;
  const { pid, vm, lan, console } = first;
  return {
    machine: nameOf(options.machine),
    pid,
    vm,
    lan,
    console,
    bmcs,
    managementModules: modules.addresses,
    control,
    missing,
    ended: Promise.race(children.map(({ ended }) => ended)),
    async stop() {
      await drifting?.();
      await control.close();
      await modules.close();
      await started.stop();
      await proxies?.stop();
    },
  };
}

/** Blades without behaviour run for ever and take no orders. */
function bladePort(behaviours: readonly ConnectedBehaviour[]): BladePort {
  const of = ({ bmc }: Controller) => behaviours.find(({ behaviour }) => behaviour.bmc.name === bmc)?.behaviour;
  return {
    isOn: (blade) => of(blade)?.power.isOn(blade) ?? true,
    isIdentified: (blade) => of(blade) !== undefined && of(blade)?.power.of(blade).identify !== "off",
    command: (blade, command, request) => of(blade)?.ask(blade, command, request) ?? false,
  };
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
