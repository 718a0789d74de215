/**
 * A private ipmi_sim for one test: own folder, own ports, no state kept, ends with the test process (it quits when its
 * standard input ends, and is killed where it cannot read that).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const simUser = "ipmiusr";
export const simPassword = "test";

export interface SimPorts {
  readonly lan: number;
  readonly vm: number;
}

export interface IpmiSim extends SimPorts {
  /** Runs one console command and returns what it printed. */
  command(line: string): Promise<string>;
  /** Stops the process in its tracks, as a hung controller, until `wake`. */
  freeze(): void;
  wake(): void;
  /** kill -9. */
  crash(): Promise<void>;
  /** kill -9, then a new process with the same configuration, or another command file, on the same ports. */
  restart(emulation?: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A shelf manager at 20h and a board at 82h, both with an analog sensor 1 on LUN 0 (40 and 41), a sensor 5 on LUN 2
 * and LUN 1 (78 and 77) and 64 bytes of FRU data; a board at 84h that is there but switched off; nobody at 90h.
 */
export const smallShelf: readonly string[] = [
  "atca_enable",
  "mc_setbmc 0x20",
  "mc_add 0x20 0x00 has-device-sdrs 0x01 2 0x10 0xbf 0x00315a 0x0f02",
  "atca_set_site 0x10 0x03 1",
  "sel_enable 0x20 1000 0x0a",
  `mc_add_fru_data 0x20 0 64 data ${"0xa0 0xa1 0xaa 0x10 ".repeat(16)}`,
  "sensor_add 0x20 0 0 0x23 0x6f event-only",
  `sensor_set_event_support 0x20 0 0 enable scanning per-state ${"000000000001111 000000000000000 ".repeat(2)}`,
  "sensor_add 0x20 0 1 1 1",
  "sensor_set_value 0x20 0 1 40 0",
  "sensor_add 0x20 2 5 1 1",
  "sensor_set_value 0x20 2 5 78 0",
  "mc_add 0x82 0x00 has-device-sdrs 0x01 1 0x00 0x29 0x00315a 0x0f04 dynsens",
  "atca_set_site 0x41 0x00 1",
  `mc_add_fru_data 0x82 0 64 data ${"0xa0 0xa1 0xaa 0x10 ".repeat(16)}`,
  "sensor_add 0x82 0 0 0xf0 0x6f",
  `sensor_set_event_support 0x82 0 0 enable scanning per-state ${"000000011111111 000000000000000 ".repeat(2)}`,
  "sensor_set_bit_clr_rest 0x82 0 0 1 0",
  "sensor_add 0x82 0 1 1 1",
  "sensor_set_value 0x82 0 1 41 0",
  "sensor_add 0x82 1 5 1 1",
  "sensor_set_value 0x82 1 5 77 0",
  "mc_enable 0x82",
  "mc_add 0x84 0x00 has-device-sdrs 0x01 1 0x00 0x29 0x00315a 0x0f04 dynsens",
  "mc_enable 0x84",
  "mc_disable 0x84",
  "mc_enable 0x20",
];

function lanConf({ lan, vm }: SimPorts): string {
  const levels = ["callback", "user", "operator", "admin"];
  return [
    'name "test"',
    "set_working_mc 0x20",
    "  startlan 1",
    `    addr 127.0.0.1 ${lan}`,
    "    priv_limit admin",
    ...levels.map((level) => `    allowed_auths_${level} none md2 md5 straight`),
    "    guid a123456789abcdefa123456789abcdef",
    "  endlan",
    `  serial 15 127.0.0.1 ${vm} codec VM`,
    `  user 2 true "${simUser}" "${simPassword}" admin 10 none md2 md5 straight`,
    "",
  ].join("\n");
}

/** Another program may take a port between its choice and its use, or for a moment while it is to be used again. */
const ATTEMPTS = 5;
const isTaken = (error: unknown) => error instanceof Error && /Unable to bind .*in use/.test(error.message);

/** Starts ipmi_sim with these lines of its command file; answers once every controller in them is there. */
export async function startIpmiSim(
  emulation: readonly string[] = smallShelf,
  choosePorts = freePorts,
): Promise<IpmiSim> {
  const folder = await mkdtemp(join(tmpdir(), "ipmi-sim-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const write = (lines: readonly string[]) => writeFile(join(folder, "sim.emu"), `${lines.join("\n")}\n`);
  const onPorts = async (ports: SimPorts) => {
    await writeFile(join(folder, "lan.conf"), lanConf(ports));
    return { ports, process: await SimProcess.start(folder) };
  };
  await write(emulation);
  const started = await unlessTaken(async () => onPorts(await choosePorts())).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  let { process } = started;
  return {
    ...started.ports,
    command: (line) => process.command(line),
    freeze: () => process.signal("SIGSTOP"),
    wake: () => process.signal("SIGCONT"),
    crash: () => process.stop(),
    async restart(other) {
      await process.stop();
      if (other !== undefined) await write(other);
      process = await unlessTaken(() => SimProcess.start(folder));
    },
    async stop() {
      await process.stop();
      await remove();
    },
  };
}

/** Tries again where a port is somebody else's. */
async function unlessTaken<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === ATTEMPTS || !isTaken(error)) throw error;
    }
  }
}

class SimProcess {
  readonly #child: ChildProcess;
  #output = "";
  #errors = "";
  #ended = false;
  #wake: () => void = () => {};

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout!.on("data", (text: string) => {
      this.#output += text;
      this.#wake();
    });
    child.stderr!.on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-1000);
    });
    child.once("close", () => {
      this.#ended = true;
      this.#wake();
    });
    // It may be killed while a command is on its way.
    child.stdin!.on("error", () => {});
  }

  static async start(folder: string): Promise<SimProcess> {
    // A broken pipe must not kill it, but the end of this process shall, even if it is stopped then and reads nothing.
    const script = 'trap "" PIPE; exec setpriv --pdeathsig KILL ipmi_sim -c lan.conf -f sim.emu -p';
    const child = spawn("sh", ["-c", script], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
    child.stdout!.setEncoding("latin1");
    child.stderr!.setEncoding("latin1");
    const process = new SimProcess(child);
    // Its console prompts when the command file has been run.
    await process.#prompted(0);
    await process.command("noecho");
    return process;
  }

  async command(line: string): Promise<string> {
    const from = this.#output.length;
    this.#child.stdin!.write(`${line}\n`);
    await this.#prompted(from);
    return this.#output.slice(from, -2);
  }

  /** Resolves when a prompt is the last thing printed since `from`. */
  async #prompted(from: number): Promise<void> {
    while (!this.#output.slice(from).endsWith("> ")) {
      if (this.#ended) throw new Error(`ipmi_sim has ended: ${this.#output.slice(-300)}${this.#errors}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    const ended = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** Free a moment ago. */
export async function freePorts(): Promise<SimPorts> {
  return { lan: await freeUdpPort(), vm: await freeTcpPort() };
}

async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
