// The Node that runs the agent: the one running set-up when it is new enough, else the one npm installed.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The oldest Node that runs TypeScript as this project writes it. */
const oldest = [24, 12];

/** @param {string} version as `process.versions.node` gives it */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [wantMajor = 0, wantMinor = 0] = oldest;
  return major > wantMajor || (major === wantMajor && minor >= wantMinor);
}

/**
 * @param {string} root
 * @returns {string | undefined} path of a Node that can run the agent
 */
export function findNode(root) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const own = join(root, "node_modules", ".bin", "node");
  if (!existsSync(own)) return undefined;
  const answer = spawnSync(own, ["--version"], { encoding: "utf8" });
  return answer.status === 0 && isNewEnough(answer.stdout.trim()) ? own : undefined;
}

/**
 * Debian packages with libraries that the Node of the packages needs and a small installation lacks.
 * @param {string} root
 * @returns {readonly string[]}
 */
export function missingLibraries(root) {
  if (isNewEnough(process.versions.node)) return [];
  const own = join(root, "node_modules", ".bin", "node");
  if (!existsSync(own)) return [];
  const { stderr } = spawnSync(own, ["--version"], { encoding: "utf8" });
  return Object.entries(libraries)
    .filter(([library]) => stderr?.includes(library))
    .map(([, debianPackage]) => debianPackage);
}

const libraries = { "libatomic.so.1": "libatomic1", "libstdc++.so.6": "libstdc++6" };

export function nodeAdvice() {
  return (
    `This needs Node ${oldest.join(".")} or newer; this is ${process.version} and no newer one came with the packages ` +
    `(they bring one for Linux on x64 and arm64). Install a newer Node and try again.`
  );
}
