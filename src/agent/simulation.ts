import type { Simulation } from "./options.ts";

/** A simulated machine and how to let go of it. */
export interface RunningSimulation extends Simulation {
  /** Resolves when it is gone by itself. Never for one that belongs to somebody else. */
  readonly ended: Promise<string>;
  release(): Promise<void>;
}

/** Starts a machine that ends with this process, behind fault proxies when there is a script for them. */
export async function startSimulation(machine: string, faults: string | null): Promise<RunningSimulation> {
  const { loadFaults, startSimulator } = await import("../../simulators/index.ts");
  const simulator = await startSimulator({ machine, ...(faults === null ? {} : { faults: await loadFaults(faults) }) });
  return { ...simulator, release: () => simulator.stop() };
}

/** Uses a machine that runs already and goes on without us. */
export async function attachSimulation(file: string): Promise<RunningSimulation> {
  const { attachSimulator } = await import("../../simulators/index.ts");
  const simulator = await attachSimulator(file);
  return { ...simulator, ended: new Promise(() => {}), release: () => simulator.detach() };
}
