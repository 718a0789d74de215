import { readdir } from "node:fs/promises";
import { expect } from "vitest";
import { loadMachine, machineNames, startSimulator } from "../../simulators/index.ts";
import { remains } from "../simulators/lifetime.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const { describe, it } = requires("ipmi_sim");
const runs = 200;

describe.each(await machineNames())("machine %s", (name) => {
  it(`leaves no process, port, file or descriptor after ${runs} starts and stops`, { timeout: 1_800_000 }, async () => {
    const temporary = await temporaryDirectory();
    const machine = await loadMachine(name);
    const milliseconds: number[] = [];
    let descriptors = 0;
    for (let run = 0; run < runs; run++) {
      const begin = performance.now();
      const simulator = await startSimulator({ machine, doors: { temporary } });
      milliseconds.push(performance.now() - begin);
      await simulator.stop();
      for (const bmc of simulator.bmcs) expect(await remains({ ...simulator, ...bmc }, temporary)).toEqual([]);
      const open = (await readdir("/proc/self/fd")).length;
      if (run === 0) descriptors = open;
      else expect(open).toBeLessThanOrEqual(descriptors + 2);
    }
    milliseconds.sort((a, b) => a - b);
    const at = (share: number) => `${Math.round(milliseconds[Math.floor(share * (runs - 1))] ?? 0)} ms`;
    process.stdout.write(`${name}: ${runs} starts, median ${at(0.5)}, 95 % ${at(0.95)}, longest ${at(1)}\n`);
  });
});
