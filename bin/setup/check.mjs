// npm run check: types, lint and format, architecture. Each part says how much it looked at; nothing looked at fails.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { say } from "./progress.mjs";
import { childEnvironment } from "./run.mjs";

/** @typedef {{ name: string, args: string[], count: (output: string) => number, unit: string }} Part */

/** @type {readonly Part[]} */
const parts = [
  {
    name: "types",
    args: ["tsc", "--noEmit", "--listFiles"],
    count: (output) =>
      output.split("\n").filter((line) => /\.m?ts$/.test(line) && !line.includes("/node_modules/")).length,
    unit: "files",
  },
  {
    name: "lint and format",
    args: ["biome", "check", "--error-on-warnings", "--max-diagnostics=200", "."],
    count: (output) => Number(/Checked (\d+) files?/.exec(output)?.[1] ?? 0),
    unit: "files",
  },
  {
    name: "architecture",
    args: ["vitest", "run", "test/architecture", "--no-color"],
    count: (output) => Number(/Tests\s.*?(\d+) passed/.exec(output)?.[1] ?? 0),
    unit: "tests",
  },
];

/**
 * @param {string} root
 * @param {string} node
 * @returns {number} exit code
 */
export function check(root, node) {
  const failed = parts.filter((part) => !runPart(root, node, part));
  say(`check: ${parts.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

/**
 * @param {string} root
 * @param {string} node
 * @param {Part} part
 */
function runPart(root, node, { name, args, count, unit }) {
  const [tool = "", ...rest] = args;
  const { status, stdout, stderr } = spawnSync(node, [join(root, "node_modules", ".bin", tool), ...rest], {
    cwd: root,
    env: childEnvironment(root, node),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${stdout}\n${stderr}`;
  const looked = count(output);
  const good = status === 0 && looked > 0;
  if (!good) {
    const own = output.split("\n").filter((line) => !/^\/\S+\.([cm]?ts|json)$/.test(line));
    say(own.join("\n"));
  }
  say(`${name}: ${looked} ${unit}, ${good ? "ok" : looked === 0 ? "FAILED (looked at nothing)" : "FAILED"}`);
  return good;
}
