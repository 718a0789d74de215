import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../support/until.ts";
import { tool } from "./net-snmp.ts";

/** Debian's snmpd as an AgentX master, on loopback and in a directory of its own. */
export class MasterAgent {
  readonly #directory: string;
  readonly port: number;
  #process: ChildProcess | undefined;

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.port = port;
  }

  /** `agentx` is a TCP address; without it a Unix socket in the directory. `more` are further lines of configuration. */
  static async start({ agentx, more = [] }: { agentx?: string; more?: string[] } = {}): Promise<MasterAgent> {
    const directory = await mkdtemp(join(tmpdir(), "agentx-"));
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    socket.close();
    await once(socket, "close");
    const lines = [
      ...["rwcommunity master 127.0.0.1", "master agentx", "agentXTimeout 5"],
      `agentXSocket ${agentx ?? join(directory, "master")}`,
      ...more,
    ];
    // snmpd keeps its own state as snmpd.conf.
    await writeFile(join(directory, "master.conf"), `${lines.join("\n")}\n`);
    const master = new MasterAgent(directory, port);
    await master.restart();
    return master;
  }

  /** Where its Unix socket is. */
  get path(): string {
    return join(this.#directory, "master");
  }

  async stop(): Promise<void> {
    if (this.#process === undefined) return;
    const ended = once(this.#process, "exit");
    this.#process.kill();
    this.#process = undefined;
    await ended;
  }

  async restart(): Promise<void> {
    await this.stop();
    const files = ["-c", join(this.#directory, "master.conf"), "-p", join(this.#directory, "pid")];
    const environment = {
      ...process.env,
      ...{ MIBS: "", SNMPCONFPATH: this.#directory, SNMP_PERSISTENT_DIR: this.#directory },
      PATH: `${process.env["PATH"]}:/usr/sbin:/sbin`,
    };
    this.#process = spawn("snmpd", ["-f", "-Le", "-C", ...files, `udp:127.0.0.1:${this.port}`], {
      env: environment,
      stdio: "ignore",
    });
    await until(async () => (await this.run("snmpget", "-t", "0.2", "1.3.6.1.2.1.1.3.0")).status === 0);
  }

  /** Runs one of net-snmp's tools against it. Options first. */
  run(name: string, ...args: string[]) {
    const at = args.findIndex((argument) => /^[.\d]*\d$/.test(argument) && argument.includes(".1."));
    const options = args.slice(0, at);
    const common = ["-v2c", "-c", "master", "-r", "0", "-On"];
    return tool(name, ...common, ...options, `127.0.0.1:${this.port}`, ...args.slice(at));
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
