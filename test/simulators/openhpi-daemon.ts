/** OpenHPI's daemon with its plugin for IPMI, and its clients: another manager of a simulated shelf. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BmcAddress } from "../../simulators/index.ts";
import { until } from "../support/until.ts";

const run = promisify(execFile);
const environment = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin` };

/** A client that goes on by itself, and what it has printed so far. */
export interface Watcher {
  readonly output: () => string;
  end(): Promise<void>;
}

export class OpenHpiDaemon {
  readonly #host: string;
  readonly #directory: string;
  readonly #process: ChildProcess;

  private constructor(host: string, directory: string, process: ChildProcess) {
    this.#host = host;
    this.#directory = directory;
    this.#process = process;
  }

  /** Resolves when the daemon has discovered a resource whose entity path ends with `waitFor`. */
  static async start({ lan }: Pick<BmcAddress, "lan">, waitFor: string): Promise<OpenHpiDaemon> {
    const directory = await mkdtemp(join(tmpdir(), "hpi-openhpid-"));
    const port = await freePort();
    const configuration = join(directory, "openhpi.conf");
    await writeFile(configuration, configurationOf(directory, lan), { mode: 0o600 });
    // Everything it keeps goes to its own directory.
    const env = {
      ...environment,
      OPENHPI_UID_MAP: join(directory, "uid_map"),
      OPENHPI_VARPATH: directory,
    };
    const listen = ["-b", "127.0.0.1", "-p", `${port}`, "-f", join(directory, "pid")];
    const daemon = spawn("openhpid", ["-n", "-c", configuration, ...listen], { cwd: directory, stdio: "ignore", env });
    const started = new OpenHpiDaemon(`127.0.0.1:${port}`, directory, daemon);
    try {
      await until(async () => daemon.exitCode === null && (await started.resources()).has(waitFor), {
        what: () => `openhpid to find ${waitFor}`,
      });
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  /** Resource ids by the last part of the entity path that names a slot and what is in it. */
  async resources(): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    const output = await this.client("hpitree", "-r").catch(() => "");
    for (const block of output.split("Entity Path: ").slice(1)) {
      const path = /^\{ADVANCEDTCA_CHASSIS,1\}(\S+)/.exec(block)?.[1];
      const id = /ResourceId: (\d+)/.exec(block)?.[1];
      if (path !== undefined && id !== undefined) found.set(path, Number(id));
    }
    return found;
  }

  async client(name: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await run(name, ["-N", this.#host, ...args], { env: environment, maxBuffer: 1 << 24 });
    return stdout;
  }

  /** Commands in OpenHPI's shell, which wants a terminal. */
  async shell(...commands: readonly string[]): Promise<string> {
    const file = join(this.#directory, "commands");
    const log = join(this.#directory, "shell.log");
    // Once out of the block of commands, once out of the shell.
    await writeFile(file, `${[...commands, "quit", "quit"].join("\n")}\n`);
    await run("script", ["-qefc", `hpi_shell -N ${this.#host} -f ${file}`, log], {
      env: environment,
      timeout: 10_000,
      killSignal: "SIGKILL",
    });
    return await readFile(log, "utf8");
  }

  /** The hot-swap state of a resource, in the shell's words. */
  async hotSwapState(resource: number): Promise<string> {
    return /Hot Swap State: (.+?)\s*$/m.exec(await this.shell(`hs ${resource}`, "state"))?.[1] ?? "";
  }

  /** The events from now on, as the daemon tells them; resolves when it is subscribed. */
  async watchEvents(): Promise<Watcher> {
    const client = spawn("stdbuf", ["-oL", "hpievents", "-N", this.#host, "-t", "BLOCK"], {
      env: environment,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let text = "";
    client.stdout.on("data", (data: Buffer) => {
      text += data.toString("latin1");
    });
    const ended = new Promise<void>((resolve) => client.once("close", () => resolve()));
    await until(() => text.includes("OverflowAction"), { what: () => "hpievents" });
    return {
      output: () => text,
      async end() {
        client.kill("SIGKILL");
        await ended;
      },
    };
  }

  async stop(): Promise<void> {
    const gone =
      this.#process.exitCode === null && this.#process.signalCode === null
        ? new Promise<void>((resolve) => this.#process.once("close", () => resolve()))
        : Promise.resolve();
    this.#process.kill("SIGKILL");
    await gone;
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function configurationOf(directory: string, { host, port, user, password }: BmcAddress["lan"]): string {
  return `OPENHPI_VARPATH = "${directory}"
handler libipmidirect {
  entity_root = "{ADVANCEDTCA_CHASSIS,1}"
  name = "lan"
  addr = "${host}"
  port = "${port}"
  auth_type = "md5"
  auth_level = "admin"
  username = "${user}"
  password = "${password}"
  IpmiConnectionTimeout = "5000"
  AtcaConnectionTimeout = "1000"
  MaxOutstanding = "1"
  logflags = ""
}
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : 0));
    });
  });
}
