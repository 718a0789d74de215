import { describe, expect, it } from "vitest";
import { loadMachine, machineNames } from "../../../simulators/index.ts";
import { emuFile } from "../../../simulators/ipmi-sim/emu.ts";
import { lanConf } from "../../../simulators/ipmi-sim/lan-conf.ts";
import { bmcsOf } from "../../../simulators/machine/machine.ts";

/** ipmi_sim reads lines of a command file into a buffer of this size. */
const maxLine = 65_535;

describe("the command file", () => {
  it("is the same every time", async () => {
    for (const name of await machineNames()) expect(await filesOf(name)).toEqual(await filesOf(name));
  });

  it("keeps its lines within ipmi_sim's buffer", async () => {
    for (const name of await machineNames())
      for (const file of await filesOf(name)) {
        const lines = file.split("\n");
        expect(lines.length).toBeGreaterThan(10);
        for (const line of lines) expect(line.length).toBeLessThan(maxLine);
      }
  });

  it("lets the controller with the interfaces answer last", async () => {
    for (const name of await machineNames())
      for (const file of await filesOf(name)) expect(file.trimEnd().split("\n").at(-1)).toBe("mc_enable 0x20");
  });
});

async function filesOf(name: string): Promise<string[]> {
  const machine = await loadMachine(name);
  return bmcsOf(machine).map((bmc) => emuFile(machine, bmc));
}

describe("the network file", () => {
  it("refuses a password that would end its string", async () => {
    const machine = await loadMachine("atca-14");
    const [bmc] = bmcsOf(machine);
    if (bmc === undefined) throw new Error("no BMC");
    const ports = { vm: 1, lan: 2, console: 3 };
    for (const password of ['a"b', "a\\b", "", "a b", "x".repeat(21)])
      expect(() => lanConf(machine, bmc, "127.0.0.1", ports, { name: "admin", password })).toThrow(
        expect.objectContaining({ code: "E_SIM_USER" }),
      );
  });
});
