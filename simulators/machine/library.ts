/** The machines that come with the simulator, and machines from files. */
import { readdir, readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf, NotThereError } from "../../src/base/errors.ts";
import { parseMachine } from "./load.ts";
import type { Machine } from "./machine.ts";

const directory = fileURLToPath(new URL("../machines/", import.meta.url));

/** Names of the machines that come with the simulator. */
export async function machineNames(): Promise<string[]> {
  const files = await readdir(directory);
  return files
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

/**
 * A machine by its name, or by the path of its description (anything with a `/` or ending in `.yaml`). Rejects with
 * NotThereError `E_NO_MACHINE` or UsageError `E_MACHINE`.
 */
export async function loadMachine(nameOrPath: string): Promise<Machine> {
  const isPath = nameOrPath.includes("/") || /\.ya?ml$/.test(nameOrPath);
  if (!isPath && !(await machineNames()).includes(nameOrPath)) {
    throw new NotThereError(
      "E_NO_MACHINE",
      `there is no machine "${nameOrPath}"; there are ${(await machineNames()).join(", ")}, or give the path of a .yaml file`,
    );
  }
  const path = isPath ? resolve(nameOrPath) : `${directory}${nameOrPath}.yaml`;
  let source: string;
  try {
    source = await readFile(path, "utf8");
  } catch (error) {
    throw new NotThereError("E_NO_MACHINE", `cannot read ${path}: ${messageOf(error)}`, { path }, { cause: error });
  }
  return parseMachine(source, isPath ? path : basename(path));
}
