import { expect } from "vitest";
import { startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { remains } from "../lifetime.ts";
import { ipmitool } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

describe("a simulator with fault proxies", () => {
  it("gives out their addresses and changes their rules at any time", async () => {
    const temporary = await temporaryDirectory();
    const simulator = await startSimulator({ machine: "rack", faults: { faults: [] }, doors: { temporary } });
    expect(await ipmitool(simulator, "mc", "info")).toMatch(/Device ID +: 32/);
    await simulator.control.setFaults({
      faults: [
        { do: "refuseSession" },
        { do: "drop", match: { link: "vm" } },
        { do: "drop", match: { bmc: "another" } },
      ],
    });
    await expect(ipmitool(simulator, "mc", "info")).rejects.toMatchObject({
      stderr: expect.stringMatching(/insufficient resources/i),
    });
    const { links } = await simulator.control.faults();
    expect(links).toMatchObject([
      { bmc: "bmc", link: "vm", counts: [0, 0, null] },
      { bmc: "bmc", link: "lan", counts: [expect.any(Number), null, null] },
    ]);
    expect(links[1]?.counts[0]).toBeGreaterThan(0);
    await simulator.control.setFaults({ faults: [] });
    expect(await ipmitool(simulator, "mc", "info")).toMatch(/Device ID +: 32/);
    await simulator.stop();
    expect(await remains(simulator, temporary)).toEqual([]);
  });

  it("refuses wrong rules by name, and any when it was started without proxies", async () => {
    const temporary = await temporaryDirectory();
    const wrong = { faults: [{ do: "delay" as const, milliseconds: -5 }] };
    await expect(startSimulator({ machine: "rack", faults: wrong, doors: { temporary } })).rejects.toMatchObject({
      code: "E_FAULTS",
      message: expect.stringContaining("faults.0.milliseconds"),
    });
    const simulator = await startSimulator({ machine: "rack", doors: { temporary } });
    await expect(simulator.control.setFaults({ faults: [] })).rejects.toMatchObject({ code: "E_FAULTS" });
    await simulator.stop();
  });
});
