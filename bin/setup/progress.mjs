// Tells the user what set-up is doing and how long it took. Everything goes to stderr: stdout belongs to the program.
import { spawn } from "node:child_process";

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
 * @returns {Promise<boolean>} whether it ended well
 */
export async function step(title, command, args, env, cwd) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const terminal = process.stderr.isTTY === true;
  if (!terminal) say(`${title} …`);
  const ticker = terminal
    ? setInterval(() => process.stderr.write(`\r${title} … ${seconds()} `), 200)
    : setInterval(() => say(`${title} … ${seconds()}`), 15_000);
  const { status, output } = await run(command, args, env, cwd);
  clearInterval(ticker);
  const outcome = status === 0 ? "done" : "FAILED";
  process.stderr.write(`${terminal ? "\r" : ""}${title}: ${outcome} in ${seconds()}    \n`);
  if (status !== 0) for (const line of output.trim().split("\n").slice(-12)) say(`    ${line}`);
  return status === 0;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [cwd]
 * @returns {Promise<{ status: number, output: string }>}
 */
function run(command, args, env, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ status: 127, output: `${output}\n${error.message}` }));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}
