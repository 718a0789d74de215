// Runs the real program in our place: same input and output, its exit code, each signal once.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";

const forwarded = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
/** npm repeats a signal that the terminal has already sent to us; within this many ms it is the same one. */
const echoWindow = 300;
const setpriv = "/usr/bin/setpriv";

/**
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
export function runNode(root, node, args) {
  // Its own process group: else Ctrl-C reaches it from the terminal and from us.
  const [command, prefix] = dieWithUs(node);
  const child = spawn(command, [...prefix, ...args], {
    cwd: root,
    env: childEnvironment(root, node),
    stdio: "inherit",
    detached: true,
  });
  return new Promise((resolve) => {
    /** @type {Map<string, number>} */
    const last = new Map();
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      const now = performance.now();
      const before = last.get(signal);
      last.set(signal, now);
      if (before === undefined || now - before > echoWindow) child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, forward);
    child.on("error", (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/**
 * @param {string} root
 * @param {string} node
 */
export function childEnvironment(root, node) {
  const path = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH ?? ""];
  // As in bin/hpi-agent: compiled code, kept from one start to the next.
  const cache = join(root, "node_modules", ".cache", "compile");
  return { NODE_COMPILE_CACHE: cache, ...process.env, PATH: path.join(delimiter) };
}

/**
 * Where the system offers it, the child gets SIGTERM if we are killed outright.
 * @param {string} node
 * @returns {[string, string[]]}
 */
function dieWithUs(node) {
  return existsSync(setpriv) ? [setpriv, ["--pdeathsig", "TERM", "--", node]] : [node, []];
}
