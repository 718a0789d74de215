/** A running simulated machine: started here, or started by another program and attached to. */
import { resolve } from "node:path";
import { every } from "../src/base/clock.ts";
import { readAttachFile, type SimulatorAddress } from "./attach-file.ts";
import { ConsoleControl } from "./control/console-control.ts";
import type { SimulatorControl } from "./control/control.ts";
import { RemoteControl } from "./control/remote-control.ts";
import { type SimulatorDoors, systemDoors } from "./doors.ts";
import { SimulatorConsole } from "./ipmi-sim/console.ts";
import { startIpmiSim } from "./ipmi-sim/process.ts";
import { setSelTime } from "./ipmi-sim/sel-time.ts";
import { loadMachine } from "./machine/library.ts";
import type { Machine } from "./machine/machine.ts";

export interface StartOptions {
  /** Name of a machine of the library, path of a description, or a description already read. */
  readonly machine: string | Machine;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Lets readings move in slow waves, as the description says. Default: they stay as described. */
  readonly drift?: boolean;
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
  const child = await startIpmiSim(machine, host, user, doors);
  const { ports, pid, ended } = child;
  const control = new ConsoleControl(machine, { host, port: ports.console }, doors.clock);
  const drifting = options.drift ? startDrift(control, doors) : undefined;
  const stop = async () => {
    await drifting?.();
    await control.close();
    await child.stop();
  };
  try {
    await setSelTime(host, ports.vm, doors.clock);
    // A turn of the simulator's loop, so that it has seen the system interface close.
    const console = await SimulatorConsole.open({ host, port: ports.console }, { clock: doors.clock });
    await console.close();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    machine: nameOf(options.machine),
    pid,
    vm: { host, port: ports.vm },
    lan: { host, port: ports.lan, user: user.name, password: user.password },
    console: { host, port: ports.console },
    control,
    ended,
    stop,
  };
}

const driftIntervalMs = 1000;

/** The result ends it, and resolves when its last command is done. */
function startDrift(control: ConsoleControl, { clock, logger }: SimulatorDoors): () => Promise<void> {
  const start = clock.monotonic();
  let working: Promise<void> | undefined;
  const cancel = every(clock, driftIntervalMs, () => {
    working ??= control
      .drift((clock.monotonic() - start) / 1000)
      .catch((error: unknown) => logger.warn({ error }, "simulated readings do not drift"))
      .finally(() => {
        working = undefined;
      });
  });
  return async () => {
    cancel();
    await working;
  };
}

/** A simulator started by somebody else. Rejects with DeviceSilentError when it does not answer. */
export async function attachSimulator(file: string, doors: Partial<SimulatorDoors> = {}): Promise<AttachedSimulator> {
  const address = await readAttachFile(file);
  const { clock } = { ...systemDoors(), ...doors };
  const console = await SimulatorConsole.open(address.console, { clock });
  await console.close();
  const control =
    address.control === undefined
      ? new ConsoleControl(await loadMachine(address.machine), address.console, clock)
      : new RemoteControl(address.control, clock);
  return { ...address, control, detach: () => control.close() };
}

function nameOf(machine: string | Machine): string {
  if (typeof machine !== "string") return machine.name;
  return machine.includes("/") || /\.ya?ml$/.test(machine) ? resolve(machine) : machine;
}
