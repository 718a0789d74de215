// npm packages: installed when missing or when the lockfile asks for something else.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { say, step } from "./progress.mjs";

/** The one command that installs our packages; no install script of any package runs. */
export const npmCommand = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"];

/**
 * @param {string} root folder of package.json
 * @param {boolean} manual only say what to do
 * @returns {Promise<boolean>} whether node_modules is as the lockfile wants it
 */
export async function ensurePackages(root, manual) {
  if (packagesMatch(root)) return true;
  if (manual) {
    say(`node_modules does not match package-lock.json. Run: ${npmCommand.join(" ")}`);
    return false;
  }
  // npm removes node_modules first, so it must not run on the Node that lives in there.
  const own = join(root, "node_modules", ".bin");
  const path = (process.env.PATH ?? "").split(":").filter((folder) => folder !== own);
  const env = { ...process.env, PATH: path.join(":") };
  const [command = "npm", ...args] = npmCommand;
  // Told to end, npm would go on until all is fetched. What it leaves it removes first the next time.
  return step("Installing npm packages (node_modules)", command, args, env, root, "SIGKILL");
}

/**
 * Compares npm's own record of what it installed with the lockfile. Optional packages may be absent: they are for
 * other machines.
 * @param {string} root
 */
export function packagesMatch(root) {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = readPackages(record);
  const wanted = readPackages(join(root, "package-lock.json"));
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const have = installed[path];
    return have === undefined ? entry.optional === true : have.version === entry.version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}
