import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DeviceRefusedError, DeviceSilentError } from "../../../src/base/errors.ts";
import { temporaryDirectory } from "../agent-process.ts";
import { COMMUNITY, USER } from "./shape.ts";

/** A server under load: one process, or a master with its subagent. */
export interface Server {
  readonly name: string;
  readonly port: number;
  /** User and system seconds of all its processes so far. */
  cpu(): number;
  /** Resident memory of all its processes, MiB. */
  rss(): number;
  /** Sends a line and resolves with the line that comes back. */
  ask(line: string): Promise<string>;
  stop(): Promise<void>;
}

const TICKS_PER_SECOND = 100;

class Processes implements Server {
  readonly name: string;
  readonly port: number;
  readonly #children: readonly ChildProcess[];
  readonly #clean: () => void;

  constructor(name: string, port: number, children: readonly ChildProcess[], clean: () => void = () => {}) {
    this.name = name;
    this.port = port;
    this.#children = children;
    this.#clean = clean;
    process.on("exit", this.#kill);
  }

  cpu(): number {
    return this.#sum((pid) => {
      // After the name in parentheses: state is field 3, utime and stime are 14 and 15 (proc(5)).
      const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
        .replace(/^.*\) /s, "")
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    });
  }

  rss(): number {
    return this.#sum((pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1024);
  }

  #sum(of: (pid: number) => number): number {
    return this.#children.reduce((sum, { pid }) => sum + of(pid ?? 0), 0);
  }

  async ask(line: string): Promise<string> {
    const [child] = this.#children;
    child?.stdin?.write(`${line}\n`);
    return firstLine(child!);
  }

  readonly #kill = () => {
    for (const child of this.#children) child.kill("SIGKILL");
  };

  async stop(): Promise<void> {
    process.off("exit", this.#kill);
    for (const child of [...this.#children].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "close");
    }
    this.#clean();
  }
}

export async function startEngineProcess(rows: number): Promise<Server> {
  const child = start(process.execPath, [
    ...(process.env["PROF"]?.split(" ") ?? []),
    path("engine-process.ts"),
    String(rows),
  ]);
  return new Processes("engine", Number(await firstLine(child)), [child]);
}

export async function startPackageProcess(rows: number): Promise<Server> {
  const port = await freePort();
  const child = start(process.execPath, [path("package-process.ts"), String(rows), String(port)]);
  await firstLine(child);
  return new Processes("net-snmp package", port, [child]);
}

/** snmpd with the table in its own process. */
export async function startSnmpd(module: string, rows: number): Promise<Server> {
  const { port, child, directory } = await snmpd([`dlmod benchtable ${module}`], rows);
  return new Processes("snmpd", port, [child], directory.remove);
}

/** snmpd with the table in a subagent that `command` starts; it is given the socket of the master. */
export async function startAgentX(name: string, command: readonly string[], rows: number): Promise<Server> {
  const place = temporaryDirectory();
  const socket = join(place.path, "master");
  const { port, child, directory } = await snmpd(["master agentx", `agentXSocket ${socket}`], rows);
  await until(() => existsSync(socket));
  const [program = "", ...args] = command;
  const subagent = start(program, [...args, socket], {
    BENCH_ROWS: String(rows),
    SNMP_PERSISTENT_DIR: directory.path,
    SNMPCONFPATH: directory.path,
    MIBS: "",
  });
  return new Processes(name, port, [child, subagent], () => {
    directory.remove();
    place.remove();
  });
}

async function snmpd(lines: readonly string[], rows: number) {
  const directory = temporaryDirectory();
  const port = await freePort();
  const { name, authProtocol, authPassword, privProtocol, privPassword } = USER;
  const config = [
    ...lines,
    `rocommunity ${COMMUNITY} 127.0.0.1`,
    `createUser ${name} ${authProtocol} ${authPassword} ${privProtocol} ${privPassword}`,
    `rouser ${name} priv`,
  ];
  const file = join(directory.path, "agent.conf");
  writeFileSync(file, `${config.join("\n")}\n`, { mode: 0o600 });
  const args = ["-f", "-Ln", "-C", "-c", file, "-p", join(directory.path, "pid"), `udp:127.0.0.1:${port}`];
  const child = start("snmpd", args, {
    PATH: `${process.env["PATH"]}:/usr/sbin:/sbin`,
    BENCH_ROWS: String(rows),
    SNMP_PERSISTENT_DIR: directory.path,
    SNMPCONFPATH: directory.path,
    MIBS: "",
  });
  return { port, child, directory };
}

/** Compiles a C file; resolves with where the result lies. */
export async function compile(source: string, into: string, ...options: readonly string[]): Promise<string> {
  const child = spawn("gcc", ["-O2", "-o", into, path(source), ...options], { stdio: ["ignore", "ignore", "inherit"] });
  const [status] = (await once(child, "close")) as [number | null];
  if (status !== 0) throw new DeviceRefusedError("E_BENCH_TOOL", `gcc could not compile ${source}`);
  return into;
}

/** A file beside this one. */
export function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface(child.stdout!);
  try {
    const ended = once(child, "exit").then(() => {
      throw new DeviceRefusedError("E_BENCH_TOOL", `${child.spawnargs.join(" ")} ended`);
    });
    const [line] = await Promise.race([once(lines, "line"), ended]);
    return line as string;
  } finally {
    lines.close();
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

/** Waits up to ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await condition()) return;
    await wait(20);
  }
  throw new DeviceSilentError("E_BENCH_TOOL", "a server does not become ready");
}
