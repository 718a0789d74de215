import type { Logger } from "../base/logger.ts";
import type { Config } from "../config/schema.ts";
import type { AgentDoors } from "./doors.ts";

/** Permissions of those who are neither owner nor of the group. */
const OTHERS = 0o007;

/** Warns of each password file of the configuration that every user of the machine can read or change. */
export async function warnOfOpenSecrets(
  config: Config,
  doors: Pick<AgentDoors, "mode">,
  logger: Logger,
): Promise<void> {
  for (const path of new Set(secretFiles(config))) {
    const mode = (await doors.mode(path)) ?? 0;
    if ((mode & OTHERS) === 0) continue;
    logger.warn(
      { path, mode: mode.toString(8) },
      "every user of this machine can reach this password; chmod 600 helps",
    );
  }
}

/** All values of keys such as `passwordFile`, wherever they are. */
function secretFiles(value: unknown, key = ""): readonly string[] {
  if (typeof value === "string") return key.endsWith("File") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => secretFiles(inner, name));
}
