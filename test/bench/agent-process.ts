import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DeviceSilentError } from "../../src/base/errors.ts";
import { countOf, type Lan, toValues, type Values } from "./tools.ts";

const launcher = fileURLToPath(new URL("../../bin/hpi-agent", import.meta.url));
const patience = 60_000;

interface SensorRow {
  readonly name: string;
  readonly unit: string | null;
  readonly quality: string;
  readonly value: number | null;
}

/** A directory for the state of one or more agents after each other. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "hpi-agent-bench-"));
  const remove = () => {
    process.off("exit", remove);
    // A program that is being ended may still write into it.
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on("exit", remove);
  return { path, remove };
}

/** A production agent on one LAN controller. */
export class AgentProcess {
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #started: number;
  #errors = "";

  constructor(lan: Lan, directory: string) {
    this.#directory = directory;
    const passwordFile = join(this.#directory, "lan-password");
    writeFileSync(passwordFile, `${lan.password}\n`, { mode: 0o600 });
    const { host, port, user } = lan;
    const controller = { name: "bench", transport: "ipmitool", host, port, user, passwordFile, cipherSuite: 3 };
    const config = join(this.#directory, "config.yaml");
    // JSON is YAML.
    writeFileSync(config, JSON.stringify({ controllers: [controller], log: { level: "error" } }));
    const state = join(this.#directory, "state");
    const args = ["run", "--config", config, "--state-directory", state, "--rest-port", "0", "--snmp-port", "0"];
    this.#started = performance.now();
    this.#child = spawn(launcher, args, { stdio: ["ignore", "ignore", "pipe"] });
    process.on("exit", this.#kill);
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-4000);
    });
  }

  /** Milliseconds from exec until `count` analog sensors have a good value, and those values. */
  async untilValues(count: number): Promise<{ ms: number; values: Values }> {
    while (performance.now() - this.#started < patience) {
      const values = await this.values();
      if (countOf(values) >= count) return { ms: performance.now() - this.#started, values };
      if (this.#child.exitCode !== null) break;
      // Listing all sensors again and again would be much of what the agent does.
      await wait(25);
    }
    throw new DeviceSilentError("E_BENCH_AGENT", `the agent did not give ${count} values: ${this.#errors}`);
  }

  /** Analog sensors that have a good value now; none while the agent is not up. */
  async values(): Promise<Values> {
    const rows = await this.#get("/hpi/v1/sensors");
    const good = rows.filter(({ unit, quality, value }) => unit !== null && quality === "good" && value !== null);
    return toValues(good.map(({ name, value }) => [name, value ?? undefined]));
  }

  /** Resident memory, MiB. */
  get rss(): number {
    return residentMemory(this.#child.pid);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "close");
    if (this.#child.exitCode === null) {
      this.#child.kill("SIGTERM");
      await ended;
    }
    process.off("exit", this.#kill);
  }

  readonly #kill = () => void this.#child.kill("SIGKILL");

  #get(path: string): Promise<readonly SensorRow[]> {
    return new Promise((resolve) => {
      // Not up yet and not ready yet are the same here: no values.
      const none = () => resolve([]);
      const asked = request({ socketPath: join(this.#directory, "state", "agent.sock"), path }, (answer) => {
        let body = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          body += chunk;
        });
        answer.on("error", none);
        answer.on("end", () => (answer.statusCode === 200 ? resolve(JSON.parse(body).sensors) : none()));
      });
      asked.on("error", none);
      asked.end();
    });
  }
}

/** Resident memory of a process, MiB. */
export function residentMemory(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
