// Tells the user what set-up is doing and how long it took. Everything goes to stderr: stdout belongs to the program.
import { spawn } from "node:child_process";
import { constants } from "node:os";

const ending = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a command quietly under a title, ticking on a terminal. On failure its last lines are shown.
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [cwd]
 * @param {NodeJS.Signals} [endBy] what ends it when we are told to end; by default what we were told
 * @returns {Promise<boolean>} whether it ended well
 */
export async function step(title, command, args, env, cwd, endBy) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const terminal = process.stderr.isTTY === true;
  if (!terminal) say(`${title} …`);
  const ticker = terminal
    ? setInterval(() => process.stderr.write(`\r${title} … ${seconds()} `), 200)
    : setInterval(() => say(`${title} … ${seconds()}`), 15_000);
  const { status, output, told } = await run(command, args, env, cwd, endBy);
  clearInterval(ticker);
  if (told !== undefined) {
    if (terminal) say("");
    process.exit(128 + constants.signals[told]);
  }
  const outcome = status === 0 ? "done" : "FAILED";
  process.stderr.write(`${terminal ? "\r" : ""}${title}: ${outcome} in ${seconds()}    \n`);
  if (status !== 0) for (const line of output.trim().split("\n").slice(-12)) say(`    ${line}`);
  return status === 0;
}

/**
 * `told`: the signal that told us to end meanwhile. Its end is waited for: it must not go on beside the next set-up.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [cwd]
 * @param {NodeJS.Signals} [endBy]
 * @returns {Promise<{ status: number, output: string, told?: NodeJS.Signals | undefined }>}
 */
function run(command, args, env, cwd, endBy) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    /** @type {NodeJS.Signals | undefined} */
    let told;
    const end = (/** @type {NodeJS.Signals} */ signal) => {
      told = signal;
      child.kill(endBy ?? signal);
    };
    for (const signal of ending) process.on(signal, end);
    const done = (/** @type {number} */ status, /** @type {string} */ all) => {
      for (const signal of ending) process.off(signal, end);
      resolve({ status, output: all, told });
    };
    child.on("error", (error) => done(127, `${output}\n${error.message}`));
    child.on("close", (status) => done(status ?? 1, output));
  });
}
