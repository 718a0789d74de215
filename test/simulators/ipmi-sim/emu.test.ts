import { describe, expect, it } from "vitest";
import { loadMachine, machineNames } from "../../../simulators/index.ts";
import { emuFile } from "../../../simulators/ipmi-sim/emu.ts";
import { lanConf } from "../../../simulators/ipmi-sim/lan-conf.ts";

/** ipmi_sim reads lines of a command file into a buffer of this size. */
const maxLine = 65_535;

describe("the command file", () => {
  it("is the same every time", async () => {
    for (const name of await machineNames())
      expect(emuFile(await loadMachine(name))).toBe(emuFile(await loadMachine(name)));
  });

  it("keeps its lines within ipmi_sim's buffer", async () => {
    for (const name of await machineNames()) {
      const lines = emuFile(await loadMachine(name)).split("\n");
      expect(lines.length).toBeGreaterThan(10);
      for (const line of lines) expect(line.length).toBeLessThan(maxLine);
    }
  });

  it("lets the controller with the interfaces answer last", async () => {
    for (const name of await machineNames())
      expect(
        emuFile(await loadMachine(name))
          .trimEnd()
          .split("\n")
          .at(-1),
      ).toBe("mc_enable 0x20");
  });
});

describe("the network file", () => {
  it("refuses a password that would end its string", async () => {
    const machine = await loadMachine("atca-14");
    const ports = { vm: 1, lan: 2, console: 3 };
    for (const password of ['a"b', "a\\b", "", "a b", "x".repeat(21)])
      expect(() => lanConf(machine, "127.0.0.1", ports, { name: "admin", password })).toThrow(
        expect.objectContaining({ code: "E_SIM_USER" }),
      );
  });
});
