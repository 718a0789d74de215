import { rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { replaceFile } from "../store/state-file.ts";
import type { OnStop, SimulatedBmc, SimulatedModule, Simulation } from "./options.ts";

/** How to reach a running agent: what tests, scripts and people read. Passwords are in it only in simulation. */
export interface ConnectionDetails {
  readonly state: "ready" | "degraded";
  readonly pid: number;
  /** Changes with every start of the agent. */
  readonly boot: string;
  readonly rest: { url: string; user: string | null; password: string | null; certificate: string } | null;
  readonly snmp: {
    host: string;
    port: number;
    user: string | null;
    authProtocol: string;
    authPassword: string | null;
    privProtocol: string;
    privPassword: string | null;
  } | null;
  readonly simulator: {
    machine: string;
    console: { host: string; port: number };
    lan: { host: string; port: number; user: string; password: string };
    /** All BMCs; the addresses beside this are those of the first. */
    bmcs: readonly SimulatedBmc[];
    managementModules: readonly SimulatedModule[];
  } | null;
}

/** What others need to reach the simulated machine. */
export function simulatorDetails(simulation: Simulation): NonNullable<ConnectionDetails["simulator"]> {
  const { machine, console, lan, managementModules } = simulation;
  const bmcs = simulation.bmcs.map(({ name, vm, lan: session }) => ({ name, vm, lan: session }));
  return { machine, console, lan, bmcs, managementModules };
}

const NAME = "connection.json";

/** Takes away what a former run left, so that nobody connects to what is not there. */
export async function removeConnectionFile(directory: string): Promise<void> {
  await rm(join(directory, NAME), { force: true });
}

/** Writes the file at once and whole, mode 0600. */
export async function writeConnectionFile(directory: string, details: ConnectionDetails): Promise<void> {
  await replaceFile(join(directory, NAME), `${JSON.stringify(details, null, 2)}\n`);
}

/** The file of a running agent: written, written anew, and taken away when the agent stops. */
export class ConnectionFile {
  readonly #directory: string;
  readonly #logger: Logger;
  #stopped = false;
  #writing = Promise.resolve();

  constructor(directory: string, logger: Logger, onStop: OnStop) {
    this.#directory = directory;
    this.#logger = logger;
    onStop("connection.json", async () => {
      this.#stopped = true;
      await this.#writing;
      await removeConnectionFile(directory);
    });
  }

  /** Resolves when it is there; a full disk keeps nobody from managing the hardware. */
  write(details: ConnectionDetails): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (this.#stopped) return;
      try {
        await writeConnectionFile(this.#directory, details);
      } catch (error) {
        this.#logger.error({ reason: messageOf(error) }, "connection.json could not be written");
      }
    });
    return this.#writing;
  }
}
