import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { residentMemory } from "./agent-process.ts";

/** As bin/hpi-agent says. */
const heap = "--max-semi-space-size=8";

/** Resident memory of a process that holds the agent's libraries and workers and nothing of ours, MiB. */
export async function controlMemory(): Promise<number> {
  const script = fileURLToPath(new URL("./control-process.ts", import.meta.url));
  const child = spawn(process.execPath, [heap, script], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    await once(child.stdout, "data");
    return residentMemory(child.pid);
  } finally {
    const ended = once(child, "close");
    child.stdin.end();
    await ended;
  }
}
