/** One ipmi_sim process, from its files to its end. */
import type { ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import type { Duplex } from "node:stream";
import { DeviceSilentError, NotThereError } from "../../src/base/errors.ts";
import type { SimulatorDoors } from "../doors.ts";
import type { Controller, Machine } from "../machine/machine.ts";
import { emuFile } from "./emu.ts";
import { type LanUser, lanConf, type Ports } from "./lan-conf.ts";
import { freePorts } from "./ports.ts";
import { unnamedFile } from "./unnamed-file.ts";

export interface IpmiSimProcess {
  readonly pid: number;
  readonly ports: Ports;
  /** Resolves when the process is gone, with how it ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** A module for ipmi_sim, and who gets the other end of the socket it inherits. */
export interface Extension {
  readonly library: string;
  readonly connect: (socket: Duplex, ports: Ports) => void;
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
  extension?: Extension,
): Promise<IpmiSimProcess> {
  const emu = emuFile(machine, bmc, extension !== undefined);
  const modules = extension === undefined ? [] : [{ library: extension.library, options: `${inheritedSocket}` }];
  let last = "";
  // Another program may take a port between its choice and its use.
  for (let attempt = 0; attempt < attempts; attempt++) {
    const ports = await freePorts(host);
    const files: number[] = [];
    try {
      for (const content of [lanConf(machine, bmc, host, ports, user, modules), emu])
        files.push(unnamedFile(doors.temporary, content, doors.random));
      const started = await launch(files, ports, doors, extension);
      if (typeof started !== "string") return started;
      last = started;
    } finally {
      for (const file of files) closeSync(file);
    }
  }
  throw new DeviceSilentError("E_SIM_START", `ipmi_sim did not start: ${last}`);
}

/** The descriptor after standard input, output and error. */
const inheritedSocket = 3;

/** ipmi_sim keeps nothing, so it needs no home. */
const nowhere = "/nonexistent";
/** Where its files come after that. */
const fileDescriptors = { lanConf: 4, emu: 5 } as const;

async function launch(
  files: readonly number[],
  ports: Ports,
  doors: SimulatorDoors,
  extension: Extension | undefined,
): Promise<IpmiSimProcess | string> {
  // ipmi_sim dies of SIGPIPE when a console client leaves early, and ends when its standard input does: with -n it
  // would not, and would outlive a killed parent. One that hangs reads nothing: the kernel kills it then (prctl(2)).
  const withParent = "$(setpriv --pdeathsig KILL true 2>/dev/null && echo setpriv --pdeathsig KILL)";
  const script = `trap "" PIPE; exec ${withParent} "$0" -c /proc/self/fd/${fileDescriptors.lanConf} -f /proc/self/fd/${fileDescriptors.emu} -p`;
  const child = doors.spawn("/bin/sh", ["-c", script, doors.ipmiSim], {
    cwd: doors.temporary,
    // A group of its own: Ctrl-C in the terminal is for this program, which then ends the simulator in order.
    detached: true,
    // A pipe that is not one of the first three is a socket for both directions.
    stdio: ["pipe", "pipe", "pipe", extension === undefined ? "ignore" : "pipe", ...files],
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: nowhere },
  });
  const socket = child.stdio[inheritedSocket];
  if (socket) extension?.connect(socket as Duplex, ports);
  const output = new Output(child);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `exit status ${code}`));
  });
  // A dead child's pipe breaks on write; its end is reported by `ended`.
  child.stdin?.on("error", (error) => doors.logger.debug({ error }, "the simulator's input closed"));
  // It reads this when every port is open, and repeats it. Asking a port could reach another program's simulator.
  child.stdin?.write(`${readyMark}\n`);
  const late = Promise.withResolvers<string>();
  const cancel = doors.clock.after(startTimeoutMs, () => late.resolve(`not ready after ${startTimeoutMs} ms`));
  const how = await Promise.race([output.until(readyMark), ended, late.promise]);
  cancel();
  if (how === undefined) return { pid: child.pid ?? 0, ports, ended, stop: () => stop(child, ended, doors) };
  child.kill("SIGKILL");
  await ended;
  if (how === "exit status 127")
    throw new NotThereError("E_NO_IPMI_SIM", `${doors.ipmiSim} is not installed (Debian: openipmi)`);
  return `${how}: ${output.tail.trim()}`;
}

/** A word ipmi_sim does not know. */
const readyMark = "hpi-sim-ready";

async function stop(child: ChildProcess, ended: Promise<string>, doors: SimulatorDoors): Promise<void> {
  child.stdin?.end();
  const cancels = [
    doors.clock.after(500, () => child.kill("SIGTERM")),
    doors.clock.after(2000, () => child.kill("SIGKILL")),
  ];
  await ended;
  for (const cancel of cancels) cancel();
}

/** Keeps reading what a process prints, and the end of it. */
class Output {
  tail = "";
  #heard: () => void = () => {};

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data: Buffer) => {
        this.tail = (this.tail + data.toString("latin1")).slice(-1000);
        this.#heard();
      });
  }

  /** Resolves when the process has printed `word`. */
  until(word: string): Promise<undefined> {
    return new Promise((resolve) => {
      this.#heard = () => {
        if (!this.tail.includes(word)) return;
        this.#heard = () => {};
        resolve(undefined);
      };
    });
  }
}
