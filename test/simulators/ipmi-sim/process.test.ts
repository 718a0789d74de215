import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { type SimulatorAddress, startSimulator, systemDoors } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { isAlive, remains, until } from "../lifetime.ts";

const { describe, it } = requires("ipmi_sim");

describe("a simulator's life", () => {
  it("leaves no process, port or file after 20 starts and stops", async () => {
    const temporary = await temporaryDirectory();
    for (let run = 0; run < 20; run++) {
      const simulator = await startSimulator({ machine: "atca-14", doors: { temporary } });
      expect(isAlive(simulator.pid)).toBe(true);
      await simulator.stop();
      expect(await remains(simulator, temporary)).toEqual([]);
      await expect(simulator.ended).resolves.toBe("exit status 0");
    }
  });

  it.each(["runs", "hangs"])("ends when its parent is killed while it %s", async (how) => {
    const temporary = await temporaryDirectory();
    const program = fileURLToPath(new URL("../fixtures/start.ts", import.meta.url));
    const parent = spawn(process.execPath, [program, "atca-14", temporary], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(parent.stdout, "data");
    const simulator: SimulatorAddress = JSON.parse(String(line));
    expect(isAlive(simulator.pid)).toBe(true);
    if (how === "hangs") process.kill(simulator.pid, "SIGSTOP");
    parent.kill("SIGKILL");
    onTestFinished(() => {
      if (isAlive(simulator.pid)) process.kill(simulator.pid, "SIGKILL");
    });
    await until(() => !isAlive(simulator.pid));
    await until(async () => (await remains(simulator, temporary)).length === 0);
  });

  it("does not get the terminal's Ctrl-C, which goes to its parent's process group", async () => {
    const simulator = await startSimulator({ machine: "rack" });
    // The group is the third word after the program's name (proc(5)).
    const stat = await readFile(`/proc/${simulator.pid}/stat`, "utf8");
    const [, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    expect(Number(group)).toBe(simulator.pid);
    await simulator.stop();
  });

  it("tells how it ended when it is killed itself, and stop still works", async () => {
    const simulator = await startSimulator({ machine: "atca-14" });
    process.kill(simulator.pid, "SIGKILL");
    await expect(simulator.ended).resolves.toBe("SIGKILL");
    await expect(simulator.control.setSensor("Shelf Power", 2000)).rejects.toMatchObject({ code: "E_LINK_DOWN" });
    await simulator.stop();
    await simulator.stop();
  });

  it("keeps its password out of arguments, environment and readable files", async () => {
    const temporary = await temporaryDirectory();
    const seen: string[] = [];
    const spied = systemDoors().spawn;
    const simulator = await startSimulator({
      machine: "atca-14",
      doors: {
        temporary,
        spawn(command, args, options) {
          seen.push(command, ...args, JSON.stringify(options.env));
          seen.push(String(options.cwd));
          return spied(command, args, options);
        },
      },
    });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.filter((text) => text.includes(simulator.lan.password))).toEqual([]);
    await simulator.stop();
  });

  it("gives ipmi_sim files that have no name, for the owner only", async () => {
    const temporary = await temporaryDirectory();
    // Stands in for ipmi_sim: notes what it was given, then fails as that does without a console.
    const fake = join(await temporaryDirectory(), "fake-sim");
    await writeFile(fake, `#!/bin/sh\nstat -L -c "%a %h" "$2" "$4" > ${fake}.told\nls -A . >> ${fake}.told\nexit 3\n`);
    await chmod(fake, 0o755);
    await expect(startSimulator({ machine: "atca-14", doors: { temporary, ipmiSim: fake } })).rejects.toMatchObject({
      code: "E_SIM_START",
    });
    expect(await readFile(`${fake}.told`, "utf8")).toBe("600 0\n600 0\n");
  });

  it("leaves nothing when its parent is killed at any moment of the start", async () => {
    const temporary = await temporaryDirectory();
    const program = fileURLToPath(new URL("../fixtures/start.ts", import.meta.url));
    let killed = 0;
    for (let use = 1, output = ""; output === ""; use++) {
      const args = [program, "rack", temporary, `${use}`];
      const parent = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      parent.stdout.on("data", (data) => {
        output += data;
        parent.kill("SIGKILL");
      });
      await once(parent, "close");
      killed++;
      expect(await readdir(temporary)).toEqual([]);
      await until(async () => (await processesIn(temporary)).length === 0);
    }
    expect(killed).toBeGreaterThanOrEqual(5);
  }, 120_000);

  it("tries again with other ports when ipmi_sim does not start", async () => {
    const temporary = await temporaryDirectory();
    let starts = 0;
    const spied = systemDoors().spawn;
    const simulator = await startSimulator({
      machine: "atca-14",
      doors: {
        temporary,
        spawn(command, args, options) {
          starts++;
          return spied(command, starts === 1 ? ["-c", "exit 1"] : args, options);
        },
      },
    });
    expect(starts).toBe(2);
    await simulator.stop();
  });

  it("names the package when ipmi_sim is not installed", async () => {
    await expect(startSimulator({ machine: "atca-14", doors: { ipmiSim: "no-such-ipmi-sim" } })).rejects.toMatchObject({
      code: "E_NO_IPMI_SIM",
      message: expect.stringContaining("openipmi"),
    });
  });
});

/** Processes whose working directory is `directory`. */
async function processesIn(directory: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => "")));
  return pids.filter((_, index) => places[index] === directory);
}
