import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { isAlive } from "../../simulators/lifetime.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { until } from "../../support/until.ts";

const module = fileURLToPath(new URL("../../../bin/setup/progress.mjs", import.meta.url));

/** A set-up whose only step is a program that does not care for signals, as npm does not while it fetches. */
async function slowStep() {
  const file = join(await temporaryDirectory(), "pid");
  const slow = `trap "" INT TERM; echo $$ > ${file}.new; mv ${file}.new ${file}; exec sleep 60`;
  const program = `
    import { step } from ${JSON.stringify(module)};
    await step("Waiting", "sh", ["-c", ${JSON.stringify(slow)}], process.env, undefined, "SIGKILL");
    console.log("went on");
  `;
  const setup = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void setup.kill("SIGKILL"));
  let output = "";
  for (const stream of [setup.stdout, setup.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
  await until(() => existsSync(file), { what: () => `the step to begin: ${output}` });
  const pid = Number(readFileSync(file, "utf8"));
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  return { setup, pid, output: () => output };
}

describe("a step of the set-up", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("is over when the set-up is ended by %s, and nothing comes after it", async (signal, status) => {
    const { setup, pid, output } = await slowStep();
    setup.kill(signal);
    const [code] = await once(setup, "close");
    expect([code, isAlive(pid)]).toEqual([status, false]);
    expect(output()).not.toMatch(/went on|FAILED/);
  });
});
