import { isAbsolute, join, resolve } from "node:path";

const NAME = "hpi-agent";
const SERVICE_DIRECTORY = `/var/lib/${NAME}`;

export interface StateDirectoryDoors {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
  /** The current directory, for relative paths that the user gives. */
  readonly cwd: string;
}

/**
 * Where the agent keeps its state: what the user asked for, `STATE_DIRECTORY` (systemd.exec(5); the first when it names
 * several), else below the XDG state directory.
 */
export function stateDirectory(doors: StateDirectoryDoors, asked?: string): string {
  const { env, home, cwd } = doors;
  const given = asked ?? env["STATE_DIRECTORY"]?.split(":")[0];
  if (given !== undefined && given !== "") return resolve(cwd, given);
  // The XDG Base Directory Specification: a relative path is to be ignored.
  const xdg = env["XDG_STATE_HOME"];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, ".local", "state"), NAME);
}

/** Unless the user chose a directory, simulated hardware has its own below the real one's. */
export function simulationDirectory(doors: StateDirectoryDoors, asked?: string): string {
  const own = stateDirectory(doors, asked);
  return isChosen(doors, asked) ? own : join(own, "simulation");
}

/** Where an agent's state may lie, in the order to look: a service's is tried when the user has none of their own. */
export function stateDirectories(doors: StateDirectoryDoors, asked?: string): readonly string[] {
  const own = stateDirectory(doors, asked);
  if (isChosen(doors, asked)) return [own];
  return [...new Set([own, simulationDirectory(doors, asked), SERVICE_DIRECTORY])];
}

function isChosen(doors: StateDirectoryDoors, asked: string | undefined): boolean {
  return asked !== undefined || (doors.env["STATE_DIRECTORY"] ?? "") !== "";
}
