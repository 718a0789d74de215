import { attachSimulator, startSimulator } from "../../simulators/index.ts";
import type { Simulation } from "./options.ts";

/** A simulated machine and how to let go of it. */
export interface RunningSimulation extends Simulation {
  /** Resolves when it is gone by itself. Never for one that belongs to somebody else. */
  readonly ended: Promise<string>;
  release(): Promise<void>;
}

/** Starts a machine that ends with this process. */
export async function startSimulation(machine: string): Promise<RunningSimulation> {
  const simulator = await startSimulator({ machine });
  return { ...simulator, release: () => simulator.stop() };
}

/** Uses a machine that runs already and goes on without us. */
export async function attachSimulation(file: string): Promise<RunningSimulation> {
  const simulator = await attachSimulator(file);
  return { ...simulator, ended: new Promise(() => {}), release: () => simulator.detach() };
}
