import { expect } from "vitest";
import { machineNames, startSimulator } from "../../simulators/index.ts";
import { remains } from "../simulators/lifetime.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const { describe, it } = requires("ipmi_sim");

describe("a simulator's life, many times over", () => {
  it("leaves no process, port or file after 200 starts and stops", { timeout: 600_000 }, async () => {
    const temporary = await temporaryDirectory();
    const names = await machineNames();
    for (let run = 0; run < 200; run++) {
      const machine = names[run % names.length] ?? "atca-14";
      const simulator = await startSimulator({ machine, doors: { temporary } });
      await simulator.stop();
      expect(await remains(simulator, temporary)).toEqual([]);
    }
  });
});
