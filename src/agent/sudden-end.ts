import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";

/** What says that an agent runs, and where; the process id last, since it says whose all of it is. */
const signs = ["connection.json", "agent.sock", "agent.pid"];

/** For an end without order: takes away at once what says that this agent runs. What is another agent's stays. */
export function removeSigns(directory: string, pid: number, logger: Logger): void {
  if (holderOf(directory) !== pid) return;
  try {
    for (const sign of signs) rmSync(join(directory, sign), { force: true });
  } catch (error) {
    // No reason not to end: the next start takes away what is left.
    logger.warn({ reason: messageOf(error) }, "the state directory looks as if an agent still ran");
  }
}

function holderOf(directory: string): number | null {
  try {
    return Number(readFileSync(join(directory, "agent.pid"), "utf8"));
  } catch {
    // Nobody's, or no longer ours.
    return null;
  }
}
