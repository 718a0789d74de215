import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { bundle } from "../../../bin/setup/bundle.mjs";
import { startAgentProcess } from "../../support/agent-process.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const execute = promisify(execFile);

describe("what npm run build makes", () => {
  it("is an agent and its command line", async () => {
    const folder = await mkdtemp(join(root, "node_modules", ".bundle-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await copyFile(join(root, "package.json"), join(folder, "package.json"));
    expect(await bundle(root, join(folder, "dist"))).toBeGreaterThan(2);
    const program = join(folder, "dist", "main.js");
    const state = await temporaryDirectory();
    const config = join(state, "config.yaml");
    await writeFile(config, "controllers: []\n");
    const agent = await startAgentProcess(state, ["--config", config], { verb: "run", program });
    const { stdout } = await execute(process.execPath, [program, "alarms", "--state-directory", state]);
    expect(stdout).toContain("no BMC");
    expect(agent.log()).not.toContain('"level":"error"');
    expect(await agent.end()).toBe(0);
  }, 120_000);
});

describe("bin/hpi-agent", () => {
  it("takes it for what needs no simulator, as long as nothing is newer", async () => {
    const place = await temporaryDirectory();
    for (const folder of ["bin", "dist", "src", "simulators", "node_modules/.bin"]) {
      await mkdir(join(place, folder), { recursive: true });
    }
    const launcher = join(place, "bin", "hpi-agent");
    await copyFile(join(root, "bin", "hpi-agent"), launcher);
    const node = join(place, "node_modules", ".bin", "node");
    await writeFile(node, '#!/bin/sh\necho "$*"\n');
    await chmod(node, 0o755);
    for (const file of ["src/main.ts", "package.json", "node_modules/.package-lock.json", "dist/main.js"]) {
      await writeFile(join(place, file), "");
    }
    const at = (file: string, seconds: number) => utimes(join(place, file), seconds, seconds);
    for (const file of ["src", "src/main.ts", "simulators", "package.json", "node_modules/.package-lock.json"]) {
      await at(file, 1000);
    }
    await at("dist/main.js", 2000);
    const taken = async (...args: string[]) => {
      const { stdout } = await execute(launcher, args);
      return stdout.trim().replaceAll(`${place}/`, "");
    };
    expect(await taken("run")).toMatch(/ dist\/main\.js run$/);
    expect(await taken("tree", "--json")).toMatch(/ dist\/main\.js tree --json$/);
    expect(await taken("start")).toMatch(/ src\/main\.ts start$/);
    expect(await taken("sim", "list")).toMatch(/ src\/main\.ts sim list$/);
    await at("src/main.ts", 3000);
    expect(await taken("run")).toMatch(/ src\/main\.ts run$/);
    await at("src/main.ts", 1000);
    await rm(join(place, "node_modules/.package-lock.json"));
    expect(await taken("run")).toMatch(/ src\/main\.ts run$/);
  });
});
