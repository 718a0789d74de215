import { homedir } from "node:os";
import type { Agent } from "../agent.ts";
import { AgentError, DeviceSilentError, messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { pinoLogger } from "../base/pino-logger.ts";
import { readConfig } from "../config/read.ts";
import { type Config, defaultConfig } from "../config/schema.ts";
import { simulationDirectory, stateDirectories, stateDirectory } from "../config/state-directory.ts";
import { type AgentArguments, parseAgentArguments, runHelp, startHelp } from "./arguments.ts";
import type { ConnectionDetails } from "./connection-file.ts";
import { findLocalController } from "./controllers.ts";
import { systemDoors } from "./doors.ts";
import { greeting } from "./greeting.ts";
import { attachSimulation, type RunningSimulation, startSimulation } from "./simulation.ts";
import { removeSigns } from "./sudden-end.ts";

const DEFAULT_MACHINE = "atca-14";

/** Exit codes of `start` and `run`, as in sysexits.h where it has one. */
const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Runs the agent until it is told to end by SIGINT or SIGTERM; a second signal ends it at once. */
export async function runAgentVerb(verb: "start" | "run", args: readonly string[], version: string): Promise<number> {
  let logger: Logger | null = null;
  try {
    const given = parseAgentArguments(verb, args);
    if (given.help) {
      process.stdout.write(verb === "start" ? startHelp : runHelp);
      return EXIT.ok;
    }
    const config = await loadConfig(verb, given);
    const log = pinoLogger(config.log.level, process.stderr);
    logger = log.logger;
    const reload = (before: Config) => reloadConfig(verb, given, before, log);
    return await runUntilSignal({ verb, given, config, version, logger, reload });
  } catch (error) {
    process.stderr.write(`hpi-agent: ${messageOf(error)}\n`);
    if (!(error instanceof AgentError)) logger?.error({ error }, "the agent failed");
    return error instanceof AgentError && error.code === "E_ARGUMENTS" ? EXIT.usage : EXIT.failed;
  }
}

interface Run {
  readonly verb: "start" | "run";
  readonly given: AgentArguments;
  readonly config: Config;
  readonly version: string;
  readonly logger: Logger;
  readonly reload: (before: Config) => Promise<Config>;
}

async function runUntilSignal({ verb, given, config, version, logger, reload }: Run): Promise<number> {
  let current = config;
  let directory: string | null = null;
  const told = untilTold(logger, {
    atOnce: () => directory !== null && removeSigns(directory, process.pid, logger),
    // Without a file there is nothing to read again: the terminal is gone.
    hangUp: given.config === null ? "end" : async () => (current = await reload(current)),
  });
  const doors = systemDoors();
  const asked = given.machine !== null || given.attach !== null || given.faults !== null;
  const simulates = verb === "start" && (asked || wantsSimulation(config));
  const simulation = simulates ? await openSimulation(given) : null;
  let agent: Agent | null = null;
  try {
    const { startAgent } = await import("../agent.ts");
    directory = directoryFor(given, simulation !== null);
    agent = await startAgent({ config, version, stateDirectory: directory, simulation, doors, logger });
    const running = agent;
    const first = await Promise.race([agent.ready, told.reason]);
    if (typeof first === "object") await greet(first, directory, simulation);
    const lost = simulation?.ended.then((how) => new DeviceSilentError("E_SIM_ENDED", `the simulator ended: ${how}`));
    const reason = await Promise.race([told.reason, lost ?? told.reason]);
    logger.info({ reason: typeof reason === "string" ? reason : reason.message }, "the agent ends");
    await running.stop();
    // Nobody told it to end, so nobody expects it.
    if (typeof reason !== "string") throw reason;
    return told.failed() ? EXIT.failed : EXIT.ok;
  } finally {
    await agent?.stop();
    await simulation?.release();
    told.release();
  }
}

/** `start` simulates when there is nothing real to manage. */
function wantsSimulation(config: Config): boolean {
  return config.controllers === undefined && findLocalController(systemDoors()) === undefined;
}

function openSimulation(given: AgentArguments): Promise<RunningSimulation> {
  return given.attach === null
    ? startSimulation(given.machine ?? DEFAULT_MACHINE, given.faults)
    : attachSimulation(given.attach);
}

/** Unless told otherwise, simulated state lies beside the real one. */
function directoryFor(given: AgentArguments, simulated: boolean): string {
  const doors = { env: process.env, home: homedir(), cwd: process.cwd() };
  return (simulated ? simulationDirectory : stateDirectory)(doors, given.stateDirectory ?? undefined);
}

/** `start` is for people: what they are shown is not to drown in the log. */
function defaults(verb: "start" | "run"): Config {
  const config = defaultConfig();
  return verb === "start" ? { ...config, log: { level: "warn" } } : config;
}

async function loadConfig(verb: "start" | "run", given: AgentArguments): Promise<Config> {
  const config = given.config === null ? defaults(verb) : await readConfig(given.config);
  const { restPort, snmpPort } = given;
  return {
    ...config,
    rest: restPort === null ? config.rest : { ...config.rest, port: restPort },
    snmp: snmpPort === null ? config.snmp : { ...config.snmp, port: snmpPort },
  };
}

/** Reads the file again. A bad one changes nothing; what cannot change while the agent runs is named. */
async function reloadConfig(
  verb: "start" | "run",
  given: AgentArguments,
  before: Config,
  log: ReturnType<typeof pinoLogger>,
): Promise<Config> {
  let next: Config;
  try {
    next = await loadConfig(verb, given);
  } catch (error) {
    log.logger.error({ reason: messageOf(error) }, "the configuration is wrong, nothing was changed");
    return before;
  }
  log.setLevel(next.log.level);
  const fixed = Object.keys(next).filter((key) => {
    const name = key as keyof Config;
    return name !== "log" && JSON.stringify(next[name]) !== JSON.stringify(before[name]);
  });
  if (fixed.length > 0) log.logger.warn({ keys: fixed }, "these keys change only with a restart");
  log.logger.info({ file: given.config }, "the configuration was read again");
  return { ...before, log: next.log };
}

/** Shows the tree and where to look. */
async function greet(
  details: ConnectionDetails,
  directory: string,
  simulation: RunningSimulation | null,
): Promise<void> {
  const output = (stream: NodeJS.WriteStream) => ({
    write: (text: string) => void stream.write(text),
    isTerminal: stream.isTTY === true,
  });
  const { onlineCommands, runCli } = await import("../cli/index.ts");
  await runCli(
    ["tree"],
    {
      stdout: output(process.stdout),
      stderr: output(process.stderr),
      env: process.env,
      stateDirectories: () => [directory],
      signal: new AbortController().signal,
    },
    onlineCommands,
  );
  // Another terminal does not have this one's STATE_DIRECTORY.
  const { STATE_DIRECTORY: _chosen, ...env } = process.env;
  const found = stateDirectories({ env, home: homedir(), cwd: process.cwd() }).includes(directory);
  for (const line of greeting({ details, stateDirectory: directory, found, simulation })) {
    process.stdout.write(`${line}\n`);
  }
}

/**
 * Resolves once the process is told to end, or something unexpected happened that it cannot go on from. Told again, it ends
 * `atOnce`.
 */
function untilTold(
  logger: Logger,
  { atOnce, hangUp }: { atOnce: () => unknown; hangUp: "end" | (() => Promise<unknown>) },
) {
  let failed = false;
  let times = 0;
  const { promise, resolve } = Promise.withResolvers<string>();
  const signalled = (signal: string) => {
    times++;
    if (times > 1) {
      atOnce();
      process.exit(130);
    }
    resolve(signal);
  };
  const crashed = (error: unknown) => {
    // What goes wrong while ending must not keep it from ending.
    if (!failed) logger.error({ error }, "an unexpected error ends the agent");
    failed = true;
    resolve("an unexpected error");
  };
  process.on("SIGINT", signalled);
  process.on("SIGTERM", signalled);
  const hungUp = () => (hangUp === "end" ? signalled("SIGHUP") : void hangUp());
  process.on("SIGHUP", hungUp);
  process.on("uncaughtException", crashed);
  process.on("unhandledRejection", crashed);
  return {
    reason: promise,
    failed: () => failed,
    release() {
      process.off("SIGINT", signalled);
      process.off("SIGTERM", signalled);
      process.off("SIGHUP", hungUp);
    },
  };
}
