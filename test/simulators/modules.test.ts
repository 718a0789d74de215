import { afterAll, beforeAll, expect } from "vitest";
import { type Simulator, startSimulator } from "../../simulators/index.ts";
import { requires } from "../support/requires.ts";
import { ipmitool } from "./tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

describe.each([
  ["with its module", true],
  ["without its module", false],
])("rear transition modules and AdvancedMCs in ipmi_sim %s", (_what, behaviour) => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machine: "atca-14", behaviour });
  });
  afterAll(() => simulator?.stop());

  it("have locators, inventories and hot-swap sensors of their own behind their board", async () => {
    const records = await ipmitool(simulator, "-t", "0x98", "sdr", "elist", "all");
    expect(records).toMatch(/AMC B1 +\| 05h|AMC B1 .*\| .*193\.101/);
    expect(records).toMatch(/AMC B4 Hot Swap +\| 19h \| ok +\| 193\.104 \| Transition to M4/);
    expect(await ipmitool(simulator, "-t", "0x98", "fru", "print", "8")).toMatch(/Product Name +: KA-40 SSD AMC/);
    expect(await ipmitool(simulator, "-t", "0x86", "fru", "print", "1")).toMatch(/Product Serial +: KR25-0207/);
    expect(await ipmitool(simulator, "-t", "0x86", "sdr", "entity", "192.99")).toMatch(/RTM Hot Swap/);
  });

  it("leave the board its own hot-swap state and blue LED", async () => {
    const led = () => ipmitool(simulator, "-t", "0x86", "picmg", "led", "get", "0", "0");
    expect(await led()).toMatch(/LOCAL CONTROL .*OFF/i);
    await simulator.control.walk("slot-3", [5, 6, 1]);
    expect(await ipmitool(simulator, "-t", "0x86", "sdr", "get", "Hot Swap")).toMatch(/Transition to M1/);
    expect(await led()).toMatch(/LOCAL CONTROL .*ON/i);
    await simulator.control.walk("slot-3", [2, 3, 4]);
    expect(await led()).toMatch(/LOCAL CONTROL .*OFF/i);
  });
});
