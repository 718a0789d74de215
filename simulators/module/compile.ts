/** Makes ipmi_sim's module from its source, once for each version of the source and of OpenIPMI's headers. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../src/base/errors.ts";
import type { SimulatorDoors } from "../doors.ts";

const directory = fileURLToPath(new URL(".", import.meta.url));
const header = join(directory, "bridge.h");
const sources = ["bridge.c", "socket.c", "orders.c", "requests.c"].map((name) => join(directory, name));
const headers = ["lanserv.h", "mcserv.h", "msg.h"] as const;
const maxOutput = 2000;

export type Module =
  | { readonly library: string }
  /** Why there is none, for a person. */
  | { readonly missing: string };

type BuildDoors = Pick<SimulatorDoors, "spawn" | "compiler" | "headers" | "cache" | "random">;

/** The module's path, from the cache or made now. What hinders that is an answer, not an error. */
export async function buildModule(doors: BuildDoors): Promise<Module> {
  const hash = createHash("sha256").update(process.arch);
  try {
    for (const name of headers) hash.update(await readFile(join(doors.headers, "OpenIPMI", name)));
  } catch {
    return { missing: `OpenIPMI's headers are not below ${doors.headers} (Debian: libopenipmi-dev)` };
  }
  for (const file of [header, ...sources]) hash.update(await readFile(file));
  const library = join(doors.cache, `ipmi-sim-module-${hash.digest("hex").slice(0, 24)}.so`);
  if (await exists(library)) return { library };
  // Others may build at the same time: each writes a file of its own and the last one stays.
  const temporary = `${library}.${Buffer.from(doors.random(6)).toString("hex")}`;
  try {
    await mkdir(doors.cache, { recursive: true, mode: 0o700 });
    try {
      const failed = await compile(temporary, doors);
      if (failed !== undefined) return { missing: failed };
      await rename(temporary, library);
      return { library };
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    return { missing: `the module cannot be kept in ${doors.cache}: ${messageOf(error)}` };
  }
}

function compile(output: string, doors: BuildDoors): Promise<string | undefined> {
  // Its names are its own: ipmi_sim exports many.
  const args = ["-shared", "-fPIC", "-fvisibility=hidden", "-O1", "-I", doors.headers, "-o", output, ...sources];
  const child = doors.spawn(doors.compiler, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (data: Buffer) => {
    said = (said + data.toString("latin1")).slice(0, maxOutput);
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(`there is no C compiler "${doors.compiler}" (Debian: gcc)`));
    child.once("close", (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(`${doors.compiler} ended with ${signal ?? code}: ${said.trim().split("\n")[0] ?? ""}`);
    });
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
