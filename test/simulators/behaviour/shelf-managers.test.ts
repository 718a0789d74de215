import { afterAll, beforeAll, expect } from "vitest";
import { type Simulator, startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { ipmitool, sensorsIn } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "gcc", "libc", "libopenipmi");

describe("two shelf managers", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machine: "atca-14", timing: { reboot: 300 } });
  });
  afterAll(() => simulator?.stop());

  const tool = (...args: readonly string[]) => ipmitool(simulator, ...args);
  const standby = ["-t", "0x12"] as const;
  const who = async (...to: readonly string[]) => {
    const info = await tool(...to, "picmg", "addrinfo");
    const serial = /Board Serial +: (\S+)/.exec(await tool(...to, "fru", "print", "0"))?.[1];
    return [/Hardware Address : (\S+)/.exec(info)?.[1], /Site ID +: (\S+)/.exec(info)?.[1], serial];
  };
  const redundancy = async () =>
    sensorsIn(await tool("sdr", "elist", "all")).find(({ name }) => name === "ShM Redundancy")?.reading;
  const backup = async () => (await tool("raw", "0x2c", "0x1b", "0")).trim().split(" ")[2];
  const answers = () =>
    until(() => tool("mc", "info").then(Boolean, () => false), { what: () => "a shelf manager at 20h" });
  const names = async () =>
    new Map((await simulator.control.state()).controllers.map(({ name, address }) => [address, name]));

  it("change roles when the active one is taken out, and stay so when it comes back", async () => {
    const [first, second] = [await who(), await who(...standby)];
    expect([first[1], second[1]]).toEqual(["0x01", "0x02"]);
    expect([await backup(), await redundancy()]).toEqual(["12", "Fully Redundant"]);
    await tool("sel", "clear");

    await simulator.control.pull("shelf-manager");
    await answers();
    expect(await who()).toEqual(second);
    await expect(tool(...standby, "mc", "info")).rejects.toMatchObject({ stderr: expect.stringContaining("0x83") });
    expect([await backup(), await redundancy()]).toEqual(["ff", "Redundancy Lost"]);
    const log = await tool("sel", "elist");
    expect(log).toMatch(/Transition to M0/);
    expect(log).toMatch(/Redundancy Lost/);
    expect((await names()).get(0x20)).toBe("shelf-manager-2");
    await expect(simulator.control.pull("shelf-manager-2")).rejects.toMatchObject({ code: "E_SIM_NAME" });

    await simulator.control.plug("shelf-manager");
    expect(await who(...standby)).toEqual(first);
    expect(await who()).toEqual(second);
    expect([await backup(), await redundancy()]).toEqual(["12", "Fully Redundant"]);
    expect((await names()).get(0x12)).toBe("shelf-manager");
  });

  it("change back when the other one goes", async () => {
    await simulator.control.pull("shelf-manager-2", "surprise");
    await answers();
    expect((await who())[1]).toBe("0x01");
    await simulator.control.plug("shelf-manager-2");
    expect((await who(...standby))[1]).toBe("0x02");
  });
});
