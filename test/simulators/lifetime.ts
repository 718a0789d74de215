/** What a simulator could leave behind, and how tests wait for it to be gone. */
import { readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { SimulatorAddress } from "../../simulators/index.ts";

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when `condition` holds; the test's own time limit ends a wait in vain. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(5);
}

/** What is left of a simulator that was told to end: its process, its ports, files below `directory`. */
export async function remains({ pid, vm, console }: SimulatorAddress, directory: string): Promise<string[]> {
  const left: string[] = [];
  if (isAlive(pid)) left.push(`process ${pid}`);
  for (const { host, port } of [vm, console]) if (!(await isFree(host, port))) left.push(`port ${port}`);
  left.push(...(await readdir(directory)).map((name) => `file ${name}`));
  return left;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
