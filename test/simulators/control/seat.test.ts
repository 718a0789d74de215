import { afterAll, beforeAll, expect } from "vitest";
import { type BmcAddress, type Simulator, startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { ipmitool, sensorsIn } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

async function readings(of: Pick<BmcAddress, "lan">, ...names: readonly string[]): Promise<string[]> {
  const listed = sensorsIn(await ipmitool(of, "sdr", "elist"));
  return names.map((name) => listed.find((sensor) => sensor.name === name)?.reading ?? "not listed");
}

/** The events that doing something leaves in the log, without their times. */
async function eventsOf(of: Pick<BmcAddress, "lan">, act: () => Promise<void>): Promise<string[]> {
  const list = async () => (await ipmitool(of, "sel", "elist")).trim().split("\n");
  const before = new Set(await list());
  await act();
  const told = (await list()).filter((line) => !before.has(line));
  return told.map((line) =>
    line
      .split("|")
      .slice(3)
      .map((cell) => cell.trim())
      .join(" | "),
  );
}

describe("a board of a simulated CompactPCI shelf", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machine: "cpci" });
  });
  afterAll(() => simulator?.stop());
  const isThere = () =>
    ipmitool(simulator, "-t", "0xb4", "mc", "info").then(
      () => true,
      () => false,
    );

  it("is let go when its ejector is opened, and comes back", async () => {
    expect(await readings(simulator, "Slot 3", "Healthy 3")).toEqual(["Device Installed", "State Asserted"]);
    const out = await eventsOf(simulator, () => simulator.control.pull("slot-3"));
    expect(out).toEqual([
      "Button #0x05 | FRU Latch | Asserted",
      "Slot / Connector Slot 3 | Device Removal Request | Asserted",
      "Module / Board Healthy 3 | State Asserted | Deasserted",
      "Module / Board Healthy 3 | State Deasserted | Asserted",
      "Slot / Connector Slot 3 | Slot Power is Off | Asserted",
      "Slot / Connector Slot 3 | Ready for Device Removal | Asserted",
      "Slot / Connector Slot 3 | Device Installed | Deasserted",
      "Slot / Connector Slot 3 | Device Removal Request | Deasserted",
      "Slot / Connector Slot 3 | Slot Power is Off | Deasserted",
      "Slot / Connector Slot 3 | Ready for Device Removal | Deasserted",
    ]);
    expect(await readings(simulator, "Slot 3", "Healthy 3")).toEqual(["", "State Deasserted"]);
    expect(await isThere()).toBe(false);
    const back = await eventsOf(simulator, () => simulator.control.plug("slot-3"));
    expect(back).toEqual([
      "Slot / Connector Slot 3 | Device Installed | Asserted",
      "Button #0x05 | FRU Latch | Deasserted",
      "Module / Board Healthy 3 | State Deasserted | Deasserted",
      "Module / Board Healthy 3 | State Asserted | Asserted",
    ]);
    expect(await readings(simulator, "Slot 3", "Healthy 3")).toEqual(["Device Installed", "State Asserted"]);
    expect(await isThere()).toBe(true);
  });

  it("is gone at once when it is taken by surprise", async () => {
    const out = await eventsOf(simulator, () => simulator.control.pull("slot-3", "surprise"));
    expect(out).toEqual([
      "Slot / Connector Slot 3 | Device Installed | Deasserted",
      "Module / Board Healthy 3 | State Asserted | Deasserted",
      "Module / Board Healthy 3 | State Deasserted | Asserted",
    ]);
    expect(await isThere()).toBe(false);
    await expect(simulator.control.pull("slot-3")).rejects.toMatchObject({ code: "E_SIM_STATE" });
    await simulator.control.plug("slot-3");
    expect(await isThere()).toBe(true);
    await expect(simulator.control.plug("slot-3")).rejects.toMatchObject({ code: "E_SIM_STATE" });
  });

  it("stays where it is when it is the system slot's", async () => {
    await expect(simulator.control.pull("system-slot")).rejects.toMatchObject({ code: "E_SIM_NAME" });
  });
});

describe("a blade of a simulated BladeCenter", () => {
  it("is absent for the chassis and silent itself while it is out", async () => {
    const simulator = await startSimulator({ machine: "bladecenter" });
    try {
      const blade = simulator.bmcs.find(({ name }) => name === "blade-05");
      if (blade === undefined) throw new Error("no blade-05");
      expect(await eventsOf(simulator, () => simulator.control.pull("blade-05"))).toEqual([
        "Entity Presence Blade 5 | Present | Deasserted",
        "Entity Presence Blade 5 | Absent | Asserted",
      ]);
      expect(await readings(simulator, "Blade 5")).toEqual(["Absent"]);
      await expect(ipmitool(blade, "-N", "1", "-R", "1", "mc", "info")).rejects.toThrow();
      await simulator.control.plug("blade-05");
      expect(await readings(simulator, "Blade 5")).toEqual(["Present"]);
      expect(await ipmitool(blade, "mc", "info")).toMatch(/Device ID/);
    } finally {
      await simulator.stop();
    }
  });
});
