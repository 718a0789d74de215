#!/usr/bin/env node
// What the npm scripts call. Makes a fresh checkout runnable, then runs the program asked for on a Node that can run
// it. Plain JavaScript without packages: it has to work on the old Node of the system, before anything is installed.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { check } from "./setup/check.mjs";
import { ensureInstalled, ensurePrograms } from "./setup/debian.mjs";
import { findNode, missingLibraries, nodeAdvice } from "./setup/node.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { say } from "./setup/progress.mjs";
import { runNode } from "./setup/run.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manual = process.env.HPI_AGENT_SETUP === "manual";
const tool = (/** @type {string} */ name) => join(root, "node_modules", ".bin", name);

/** Verb → which programs it needs, whether it can do without some of them, and what it runs. */
const verbs = {
  start: {
    purpose: (/** @type {string[]} */ args) => (simulates(args) ? "start" : undefined),
    optional: false,
    // The heap is that of bin/hpi-agent.
    command: (/** @type {string[]} */ args) => [
      "--max-semi-space-size=8",
      join(root, "src", "main.ts"),
      "start",
      ...args,
    ],
  },
  test: {
    purpose: () => "test",
    optional: true,
    command: (/** @type {string[]} */ args) => [tool("vitest"), "run", ...args],
  },
  "test-long": {
    purpose: () => "test",
    optional: true,
    command: (/** @type {string[]} */ args) => [
      tool("vitest"),
      "run",
      "--config",
      "test/long/vitest.config.ts",
      ...args,
    ],
  },
  "golden-update": {
    purpose: () => "test",
    optional: false,
    command: (/** @type {string[]} */ args) => [
      tool("vitest"),
      "run",
      "--update=all",
      "test/e2e",
      "test/architecture/configuration.test.ts",
      "test/ipmi/commands/verification.test.ts",
      ...args,
    ],
  },
  bench: {
    purpose: () => "bench",
    optional: false,
    command: (/** @type {string[]} */ args) => [join(root, "test", "bench", "main.ts"), ...args],
  },
  build: { purpose: () => undefined, optional: true, command: () => [join(root, "bin", "setup", "bundle.mjs")] },
  fix: { purpose: () => undefined, optional: true, command: () => [tool("biome"), "check", "--write", root] },
  check: { purpose: () => undefined, optional: true, command: () => [] },
};

/** The agent simulates when this machine has no BMC and it was not told of a running simulator. */
function simulates(/** @type {string[]} */ args) {
  const devices = ["/dev/ipmi0", "/dev/ipmi/0", "/dev/ipmidev/0"];
  const names = (/** @type {string} */ option) => args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  return names("--machine") || (!names("--attach") && !devices.some((device) => existsSync(device)));
}

/** @returns {Promise<number>} exit code */
async function main(/** @type {string[]} */ [verb = "", ...args]) {
  if (!Object.hasOwn(verbs, verb)) {
    say(`usage: node bin/setup.mjs ${Object.keys(verbs).join("|")} [arguments]`);
    return 2;
  }
  const { purpose, optional, command } = verbs[/** @type {keyof typeof verbs} */ (verb)];
  if (!(await ensurePackages(root, manual))) return 1;
  const need = purpose(args);
  const missing = need === undefined ? [] : await ensurePrograms(need, manual);
  if (missing.length > 0 && !optional) return 1;
  if (missing.length > 0) say("Going on without them: tests that need them are skipped, each naming what it needs.");
  await ensureInstalled(() => missingLibraries(root), manual);
  const node = findNode(root);
  if (node === undefined) {
    say(nodeAdvice());
    return 1;
  }
  return verb === "check" ? check(root, node) : runNode(root, node, command(args));
}

process.exitCode = await main(process.argv.slice(2));
