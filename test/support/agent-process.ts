import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { Agent as Connections, get } from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import type { ConnectionDetails } from "../../src/agent/connection-file.ts";
import { InternalError } from "../../src/base/errors.ts";
import { until } from "./until.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "src/main.ts");

export interface AgentProcess {
  readonly child: ChildProcess;
  readonly stateDirectory: string;
  readonly details: ConnectionDetails;
  /** What it wrote so far. */
  output(): string;
  log(): string;
  /** GET with the published login, or another one; parsed JSON. */
  rest(
    path: string,
    login?: { readonly user: string; readonly password: string },
  ): Promise<{ status: number; body: unknown; headers: Record<string, unknown> }>;
  /** Everything that arrives on a server-sent event stream, as parsed data; grows while the agent runs. */
  follow(path: string): Promise<readonly unknown[]>;
  /** Runs a verb of the terminal and gives what it prints. */
  cli(...args: string[]): Promise<string>;
  /** The arguments of net-snmp's tools up to the address. */
  snmpArguments(): string[];
  /** Ends it with a signal and gives the exit code, or the signal that killed it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Starts an agent as a process of its own on free ports and waits until it says it is ready. */
export async function startAgentProcess(
  stateDirectory: string,
  args: readonly string[],
  {
    verb = "start",
    temporary,
    nodeOptions = [],
    program = main,
  }: { verb?: "start" | "run"; temporary?: string; nodeOptions?: readonly string[]; program?: string } = {},
): Promise<AgentProcess> {
  let output = "";
  let log = "";
  const child = spawn(
    process.execPath,
    [...nodeOptions, program, verb, "--rest-port", "0", "--snmp-port", "0", ...args],
    {
      env: {
        ...process.env,
        STATE_DIRECTORY: stateDirectory,
        ...(temporary === undefined ? {} : { TMPDIR: temporary }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  const file = join(stateDirectory, "connection.json");
  await until(
    () => {
      if (child.exitCode !== null) throw new InternalError("E_TEST", `the agent ended: ${output}${log}`);
      // Of this run, not left by a killed one.
      return existsSync(file) && readDetails(file)?.pid === child.pid;
    },
    { timeoutMs: 40_000, what: () => `the agent to be ready: ${output}${log}` },
  );
  const details = readDetails(file)!;
  const connections = new Connections({ keepAlive: true, maxSockets: 8 });
  onTestFinished(() => connections.destroy());
  return {
    child,
    stateDirectory,
    details,
    output: () => output,
    log: () => log,
    rest: (path, login) => request({ ...details, rest: { ...details.rest!, ...login } }, path, connections),
    follow: (path) => follow(details, path),
    async cli(...words) {
      const options = { env: { ...process.env, STATE_DIRECTORY: stateDirectory, NO_COLOR: "1" }, maxBuffer: 1 << 26 };
      return (await promisify(execFile)(process.execPath, [main, ...words], options)).stdout;
    },
    snmpArguments() {
      const { user, authProtocol, authPassword, privProtocol, privPassword } = details.snmp!;
      const login = ["-u", user!, "-a", authProtocol, "-A", authPassword!, "-x", privProtocol, "-X", privPassword!];
      return ["-v3", "-l", "authPriv", ...login, `${details.snmp!.host}:${details.snmp!.port}`];
    },
    end(signal = "SIGINT") {
      connections.destroy();
      child.kill(signal);
      return ended;
    },
  };
}

function readDetails(file: string): ConnectionDetails | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ConnectionDetails;
  } catch {
    // Not written yet, or just being taken away.
    return undefined;
  }
}

function request(details: ConnectionDetails, path: string, connections: Connections): ReturnType<AgentProcess["rest"]> {
  const { url, user, password, certificate } = details.rest!;
  return new Promise((resolve, reject) => {
    get(
      `${url}${path}`,
      { auth: `${user}:${password}`, ca: readFileSync(certificate), agent: connections },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          const body: unknown = text === "" ? null : JSON.parse(text);
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
        });
      },
    ).on("error", reject);
  });
}

function follow(details: ConnectionDetails, path: string): Promise<readonly unknown[]> {
  const { url, user, password, certificate } = details.rest!;
  const received: unknown[] = [];
  return new Promise((resolve, reject) => {
    const options = {
      auth: `${user}:${password}`,
      ca: readFileSync(certificate),
      agent: false,
      headers: { accept: "text/event-stream" },
    } as const;
    const outgoing = get(`${url}${path}`, options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        const blocks = (text + chunk).split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          const data = block.split("\n").filter((line) => line.startsWith("data:"));
          if (data.length > 0) received.push(JSON.parse(data.map((line) => line.slice(5)).join("\n")));
        }
      });
      // The agent ends before its followers; that is no failure.
      response.on("error", () => {});
      onTestFinished(() => void response.destroy());
      resolve(received);
    });
    outgoing.on("error", reject);
  });
}
