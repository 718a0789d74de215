// Programs of other projects: ipmi_sim to simulate, the reference tools to test against.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { say, step } from "./progress.mjs";

/** @typedef {{ package: string, program: string, for: string[] }} Program */

/** @type {Record<string, Program>} */
const programs = JSON.parse(readFileSync(new URL("./programs.json", import.meta.url), "utf8"));

const serviceGuard = "/usr/sbin/policy-rc.d";

/**
 * Debian packages that `purpose` needs and this machine lacks.
 * @param {string} purpose start, test or bench
 * @param {string} [path]
 * @param {readonly string[]} [also] folders of administrators' programs, which are not on every user's path
 */
export function missingPackages(
  purpose,
  path = process.env.PATH ?? "",
  also = ["/usr/local/sbin", "/usr/sbin", "/sbin"],
) {
  const folders = [...path.split(":"), ...also].filter((folder) => folder !== "");
  const lacking = Object.values(programs).filter(
    ({ program, for: purposes }) =>
      purposes.includes(purpose) &&
      !(program.startsWith("/") ? existsSync(program) : folders.some((folder) => existsSync(join(folder, program)))),
  );
  return [...new Set(lacking.map((program) => program.package))];
}

/** @param {readonly string[]} packages */
export function aptCommand(packages) {
  return `${isRoot() ? "" : "sudo "}apt-get install -y --no-install-recommends ${packages.join(" ")}`;
}

/**
 * Installs what is missing when that is possible without asking anybody, else says how.
 * @param {string} purpose
 * @param {boolean} manual
 * @returns {Promise<readonly string[]>} packages still missing
 */
export function ensurePrograms(purpose, manual) {
  return ensureInstalled(() => missingPackages(purpose), manual);
}

/**
 * The same for whatever `find` says is missing.
 * @param {() => readonly string[]} find
 * @param {boolean} manual
 * @returns {Promise<readonly string[]>} packages still missing
 */
export async function ensureInstalled(find, manual) {
  const missing = find();
  if (missing.length === 0) return [];
  const canInstall = !manual && isRoot() && existsSync("/usr/bin/apt-get");
  if (!canInstall) {
    say(`Missing Debian packages: ${missing.join(" ")}. Install them with: ${aptCommand(missing)}`);
    return missing;
  }
  await withoutServices(() => install(missing));
  const still = find();
  if (still.length > 0) say(`Still missing: ${still.join(" ")}. Try: ${aptCommand(still)}`);
  return still;
}

/** @param {readonly string[]} packages */
async function install(packages) {
  const title = `Installing Debian packages ${packages.join(" ")}`;
  const apt = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  const once = () => step(title, "apt-get", [...apt, "install", "-y", "--no-install-recommends", ...packages], env);
  const update = () => step("Updating the list of Debian packages", "apt-get", [...apt, "update"], env);
  if (hasPackageLists()) return (await once()) || ((await update()) && (await once()));
  return (await update()) && (await once());
}

/**
 * Keeps Debian from starting daemons (snmpd) that these packages bring: we use the programs, not the services. The
 * guard file is Debian's own mechanism and is left alone where the administrator already has one.
 * @param {() => Promise<unknown>} action
 */
async function withoutServices(action) {
  if (existsSync(serviceGuard)) {
    await action();
    return;
  }
  const remove = () => rmSync(serviceGuard, { force: true });
  const interrupted = (/** @type {NodeJS.Signals} */ signal) => {
    remove();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  writeFileSync(serviceGuard, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  try {
    await action();
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    remove();
  }
}

function hasPackageLists() {
  const lists = "/var/lib/apt/lists";
  return existsSync(lists) && readdirSync(lists).some((name) => name.includes("_Packages"));
}

function isRoot() {
  return process.getuid?.() === 0;
}
