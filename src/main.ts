import { readFile } from "node:fs/promises";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { ExitCode } from "./cli/exit-code.ts";
import type { CliDoors } from "./cli/index.ts";
import { stateDirectories } from "./config/state-directory.ts";

// Beside the packages, so that nothing is left in the temporary directory; where that is read-only there is no cache.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/compile", import.meta.url)));

const [verb, ...args] = process.argv.slice(2);

/** The only place that ends the process. A verb loads what it needs: the agent has to be quick, and so has `tree`. */
async function main(): Promise<number> {
  if (verb === "--version" || verb === "version") {
    process.stdout.write(`${await version()}\n`);
    return ExitCode.ok;
  }
  // `help run` is `run --help`.
  const asksHelp = verb === "help" || verb === "--help" || verb === "-h";
  const agentVerb = asksHelp ? args[0] : verb;
  if (agentVerb === "start" || agentVerb === "run") {
    const { runAgentVerb } = await import("./agent/run-agent.ts");
    return runAgentVerb(agentVerb, asksHelp ? ["--help"] : args, await version());
  }
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const { onlineCommands, runCli } = await import("./cli/index.ts");
  const { simRunCommand } = await import("./agent/sim-run-command.ts");
  const { simProxyCommand } = await import("./agent/sim-proxy-command.ts");
  const { simFaultCommand } = await import("./agent/sim-fault-command.ts");
  const { simRecordCommand } = await import("./agent/sim-record-command.ts");
  const { checkConfigCommand } = await import("./cli/commands/check-config.ts");
  const { simSchemaCommand } = await import("./agent/sim-schema-command.ts");
  const { attachable } = await import("./agent/sim-attach.ts");
  return runCli(process.argv.slice(2), cliDoors(interrupted.signal), [
    ...onlineCommands.map((command) => (command.name.startsWith("sim ") ? attachable(command) : command)),
    simRunCommand,
    simProxyCommand,
    attachable(simFaultCommand),
    simRecordCommand,
    simSchemaCommand,
    checkConfigCommand,
  ]);
}

function cliDoors(signal: AbortSignal): CliDoors {
  const output = (stream: NodeJS.WriteStream) => ({
    write: (text: string) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    get rows() {
      return stream.rows;
    },
  });
  const doors = { env: process.env, home: homedir(), cwd: process.cwd() };
  return {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    env: process.env,
    stateDirectories: (asked) => stateDirectories(doors, asked),
    signal,
  };
}

async function version(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return String((JSON.parse(text) as { version: unknown }).version);
}

// A reader that went away, such as `head`, ends a verb that only prints. The agent goes on without its log: writing that
// it cannot write would go on for ever.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (verb === "start" || verb === "run") return;
  if (error.code === "EPIPE") process.exit(ExitCode.ok);
  process.stderr.write(`hpi-agent: cannot print: ${error.message}\n`);
  process.exit(ExitCode.failed);
});
process.stderr.on("error", () => {});

process.exitCode = await main();
