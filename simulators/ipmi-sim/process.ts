/** One ipmi_sim process, from its files to its end. */
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { delay } from "../../src/base/clock.ts";
import { Deadline } from "../../src/base/deadline.ts";
import { DeviceSilentError, messageOf, NotThereError } from "../../src/base/errors.ts";
import type { SimulatorDoors } from "../doors.ts";
import type { Controller, Machine } from "../machine/machine.ts";
import { SimulatorConsole } from "./console.ts";
import { emuFile } from "./emu.ts";
import { type LanUser, lanConf, type Ports } from "./lan-conf.ts";
import { freePorts } from "./ports.ts";

export interface IpmiSimProcess {
  readonly pid: number;
  readonly ports: Ports;
  /** Resolves when the process is gone, with how it ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const startTimeoutMs = 10_000;
const attempts = 5;

/**
 * Starts ipmi_sim as one of the machine's BMCs on free ports of `host`; it answers on all of them when this resolves. Rejects with NotThereError
 * `E_NO_IPMI_SIM` when the program is missing, DeviceSilentError `E_SIM_START` when it does not come up.
 */
export async function startIpmiSim(
  machine: Machine,
  bmc: Controller,
  host: string,
  user: LanUser,
  doors: SimulatorDoors,
): Promise<IpmiSimProcess> {
  const emu = emuFile(machine, bmc);
  let last = "";
  // Another program may take a port between its choice and its use.
  for (let attempt = 0; attempt < attempts; attempt++) {
    const ports = await freePorts(host);
    const directory = await mkdtemp(join(doors.temporary, "hpi-sim-"));
    try {
      await writeFile(join(directory, "lan.conf"), lanConf(machine, bmc, host, ports, user), { mode: 0o600 });
      await writeFile(join(directory, "machine.emu"), emu, { mode: 0o600 });
      const started = await launch(directory, host, ports, doors);
      if (typeof started !== "string") return started;
      last = started;
    } finally {
      // Everything was read before the console answered; nothing is left even if this program is killed later.
      await rm(directory, { recursive: true, force: true });
    }
  }
  throw new DeviceSilentError("E_SIM_START", `ipmi_sim did not start: ${last}`);
}

async function launch(
  directory: string,
  host: string,
  ports: Ports,
  doors: SimulatorDoors,
): Promise<IpmiSimProcess | string> {
  // ipmi_sim dies of SIGPIPE when a console client leaves early, and ends when its standard input does: with -n it
  // would not, and would outlive a killed parent.
  const child = doors.spawn("/bin/sh", ["-c", 'trap "" PIPE; exec "$0" -c lan.conf -f machine.emu -p', doors.ipmiSim], {
    cwd: directory,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: directory },
  });
  const output = tail(child);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `exit status ${code}`));
  });
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  // A dead child's pipe breaks on write; its end is reported by `ended`.
  child.stdin?.on("error", (error) => doors.logger.debug({ error }, "the simulator's input closed"));
  const deadline = Deadline.in(doors.clock, startTimeoutMs);
  for (;;) {
    if (gone) {
      const how = await ended;
      if (how === "exit status 127")
        throw new NotThereError("E_NO_IPMI_SIM", `${doors.ipmiSim} is not installed (Debian: openipmi)`);
      return `${how}: ${output()}`;
    }
    try {
      const console = await SimulatorConsole.open({ host, port: ports.console }, { clock: doors.clock });
      await console.close();
      break;
    } catch (error) {
      if (deadline.expired) {
        child.kill("SIGKILL");
        await ended;
        return `${messageOf(error)}: ${output()}`;
      }
      await delay(doors.clock, 5);
    }
  }
  return { pid: child.pid ?? 0, ports, ended, stop: () => stop(child, ended, doors) };
}

async function stop(child: ChildProcess, ended: Promise<string>, doors: SimulatorDoors): Promise<void> {
  child.stdin?.end();
  const cancels = [
    doors.clock.after(500, () => child.kill("SIGTERM")),
    doors.clock.after(2000, () => child.kill("SIGKILL")),
  ];
  await ended;
  for (const cancel of cancels) cancel();
}

/** Keeps reading what the process prints, and the last of it for error messages. */
function tail(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data: Buffer) => {
      text = (text + data.toString("latin1")).slice(-600);
    });
  return () => text.trim();
}
