/** The ways out of this process that a simulator uses. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
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
  };
}
