import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { InternalError } from "../../src/base/errors.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { until } from "./until.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface SimulatorProcess {
  readonly child: ChildProcess;
  readonly attachFile: string;
  readonly vm: Endpoint;
  readonly lan: Endpoint & { readonly user: string; readonly password: string };
  /** Ends it as an operator would; resolves when it is gone. */
  end(): Promise<void>;
}

/** Runs `hpi-agent sim run`: a simulated machine that outlives agents. Killed when the test ends. */
export async function startSimulatorProcess(args: readonly string[] = []): Promise<SimulatorProcess> {
  const attachFile = join(await temporaryDirectory(), "simulator.json");
  let output = "";
  const child = spawn(process.execPath, [main, "sim", "run", "--attach-file", attachFile, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await until(
    () => {
      if (child.exitCode !== null) throw new InternalError("E_TEST", `the simulator ended: ${output}`);
      return existsSync(attachFile);
    },
    { timeoutMs: 40_000, what: () => `the simulator to run: ${output}` },
  );
  const { vm, lan } = JSON.parse(readFileSync(attachFile, "utf8")) as Pick<SimulatorProcess, "vm" | "lan">;
  return {
    child,
    attachFile,
    vm,
    lan,
    end() {
      child.kill("SIGINT");
      return ended;
    },
  };
}
