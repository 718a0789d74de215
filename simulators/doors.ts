/** The ways out of this process that a simulator uses. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Clock, systemClock } from "../src/base/clock.ts";
import { type Logger, silentLogger } from "../src/base/logger.ts";

export interface SimulatorDoors {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: (bytes: number) => Uint8Array;
  readonly spawn: (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
  /** Directory below which temporary directories are made. */
  readonly temporary: string;
  /** Path or name of OpenIPMI's simulator. */
  readonly ipmiSim: string;
  /** Path or name of the C compiler that makes ipmi_sim's module, and where OpenIPMI's headers are. */
  readonly compiler: string;
  readonly headers: string;
  /** Directory that keeps the module from one start to the next. */
  readonly cache: string;
}

/** This machine's own doors. */
export function systemDoors(): SimulatorDoors {
  return {
    clock: systemClock,
    logger: silentLogger,
    random: (bytes) => randomBytes(bytes),
    spawn: (command, args, options) => spawn(command, args, options),
    temporary: tmpdir(),
    ipmiSim: "ipmi_sim",
    compiler: "cc",
    headers: "/usr/include",
    cache: cacheDirectory(),
  };
}

/** Beside the packages where one may write there, else the user's own. */
function cacheDirectory(): string {
  const packages = fileURLToPath(new URL("../node_modules", import.meta.url));
  try {
    accessSync(packages, constants.W_OK);
    return join(packages, ".cache", "hpi-agent");
  } catch {
    return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "hpi-agent");
  }
}
