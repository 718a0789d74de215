import { afterAll, beforeAll, expect } from "vitest";
import { MachineState } from "../../../simulators/control/state.ts";
import { loadMachine, type Simulator, startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { freeipmi, ipmitool, sensorsIn } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "freeipmi");

describe("control of a simulated shelf", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machine: "atca-14" });
  });
  afterAll(() => simulator?.stop());

  const readingOf = async (address: string, name: string) =>
    sensorsIn(await ipmitool(simulator, ...(address === "0x20" ? [] : ["-t", address]), "sdr", "elist")).find(
      (s) => s.name === name,
    )?.reading;
  const log = async () =>
    (await ipmitool(simulator, "sel", "elist").catch(() => ""))
      .trim()
      .split("\n")
      .map((line) => line.split("|").slice(3).join("|").trim())
      .filter(Boolean);
  const eventsOf = async (action: () => Promise<unknown>) => {
    await ipmitool(simulator, "sel", "clear");
    await action();
    return log();
  };

  it("lists every sensor as described", async () => {
    const list = await simulator.control.list();
    expect(list.length).toBeGreaterThanOrEqual(250);
    expect(list.find((s) => s.controller === "slot-3" && s.name === "CPU0 Temp")).toEqual({
      controller: "slot-3",
      name: "CPU0 Temp",
      number: 4,
      type: "temperature",
      present: true,
      kind: "analog",
      value: 61,
      unit: "degrees-c",
    });
    expect(list.find((s) => s.name === "Disk 3" && s.controller === "slot-14")).toMatchObject({
      kind: "discrete",
      states: ["drive-present", "predictive-failure"],
    });
  });

  it("logs crossed thresholds and takes them back beyond the hysteresis", async () => {
    const set = (value: number) => () => simulator.control.setSensor("slot-3/CPU0 Temp", value);
    expect(await eventsOf(set(97))).toEqual([
      "Temperature #0x04 | Upper Non-critical going high | Asserted",
      "Temperature #0x04 | Upper Critical going high | Asserted",
    ]);
    expect(await readingOf("0x86", "CPU0 Temp")).toBe("97 degrees C");
    // Hysteresis is 3: at 93 the upper critical threshold of 96 still holds.
    expect(await eventsOf(set(93))).toEqual([]);
    expect(await eventsOf(set(92))).toEqual(["Temperature #0x04 | Upper Critical going high | Deasserted"]);
    expect(await eventsOf(set(61))).toEqual(["Temperature #0x04 | Upper Non-critical going high | Deasserted"]);
  });

  it("gives the value the sensor really reads", async () => {
    expect(await simulator.control.setSensor("slot-3/payload 12v", 12)).toBe(12.028);
    expect(await readingOf("0x86", "Payload 12V")).toBe("12.03 Volts");
    expect(
      (await simulator.control.list()).find((s) => s.controller === "slot-3" && s.name === "Payload 12V"),
    ).toMatchObject({ value: 12.028 });
  });

  it("asserts and deasserts states", async () => {
    const set = (on: boolean) => () => simulator.control.setDiscrete("slot-13/Disk 1", "Drive-Fault", on);
    expect(await eventsOf(set(true))).toEqual(["Drive Slot / Bay #0x12 | Drive Fault | Asserted"]);
    expect(await readingOf("0x9a", "Disk 1")).toBe("Drive Present, Drive Fault");
    expect(await eventsOf(set(false))).toEqual(["Drive Slot / Bay #0x12 | Drive Fault | Deasserted"]);
    expect(await readingOf("0x9a", "Disk 1")).toBe("Drive Present");
    // Generic states exclude one another.
    await simulator.control.setDiscrete("Telco Major", 1, true);
    const list = await simulator.control.list();
    expect(list.find((s) => s.name === "Telco Major")).toMatchObject({
      states: ["state-asserted"],
    });
  });

  it("shows FreeIPMI a sensor over its threshold", async () => {
    const event = async () => {
      const rows = await freeipmi(simulator, "ipmi-sensors", "--comma-separated-output", "--no-header-output");
      return rows
        .split("\n")
        .find((row) => row.includes("Shelf Power"))
        ?.split(",")
        .at(-1);
    };
    await simulator.control.setSensor("Shelf Power", 4860);
    expect(await event()).toBe("'At or Above (>=) Upper Critical Threshold'");
    await simulator.control.setSensor("Shelf Power", 2040);
    expect(await event()).toBe("'OK'");
  });

  it("walks a board through M-states", async () => {
    const events = await eventsOf(() => simulator.control.walk("slot-8", [5, 4]));
    expect(events).toEqual([
      "FRU Hot Swap | Transition to M5 | Asserted",
      "FRU Hot Swap | Transition to M4 | Asserted",
    ]);
    expect(await readingOf("0x90", "Hot Swap")).toBe("Transition to M4");
  });

  it("pulls a board in order: it no longer answers; plugged in it does", async () => {
    const states = (events: string[]) => events.map((event) => /M\d/.exec(event)?.[0]);
    expect(states(await eventsOf(() => simulator.control.pull("slot-5")))).toEqual(["M5", "M6", "M1", "M0"]);
    await expect(ipmitool(simulator, "-t", "0x8a", "mc", "info")).rejects.toMatchObject({
      stderr: expect.stringContaining("0x83"),
    });
    expect((await simulator.control.list()).filter((s) => s.controller === "slot-5" && s.present)).toEqual([]);
    expect(states(await eventsOf(() => simulator.control.plug("slot-5")))).toEqual(["M1", "M2", "M3", "M4"]);
    expect(await readingOf("0x8a", "CPU0 Temp")).toBe("61 degrees C");
    expect(await readingOf("0x8a", "Hot Swap")).toBe("Transition to M4");
  });

  it("pulls a board by surprise", async () => {
    expect(await eventsOf(() => simulator.control.pull("slot-9", "surprise"))).toEqual([
      "FRU Hot Swap | Transition to M0 | Asserted",
    ]);
    await expect(ipmitool(simulator, "-t", "0x92", "mc", "info")).rejects.toMatchObject({ code: 1 });
    await simulator.control.plug("slot-9");
  });

  it("writes an event log record as given", async () => {
    await ipmitool(simulator, "sel", "clear");
    await simulator.control.addSel({
      generator: 0x82,
      sensorType: 0xf0,
      sensorNumber: 0,
      eventType: 0x6f,
      data: [0xa4, 0x13, 0],
    });
    // Record ids go on after a clear.
    const id = (await ipmitool(simulator, "sel", "list")).split("|")[0]?.trim() ?? "";
    const record = await ipmitool(simulator, "sel", "get", `0x${id}`);
    expect(record).toMatch(/Event Data +: a41300/);
    expect(record).toMatch(/Generator ID +: 0082/);
    expect(record).toMatch(/Event Direction +: Assertion/);
  });

  it("runs commands one after the other", async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => simulator.control.setSensor("fan-tray-1/Fan 1", 3000 + 60 * i)),
    );
    expect(await readingOf("0xb4", "Fan 1")).toBe("5340 RPM");
  });

  it("finds sensors by names that have a slash in them", async () => {
    const machine = await loadMachine("bladecenter");
    const state = new MachineState(machine);
    expect(state.find("I/O Bay 2").sensor.name).toBe("I/O Bay 2");
    expect(state.find("chassis/I/O Bay 2").controller.name).toBe("chassis");
    expect(() => state.find("chassis/I/O Bay 9")).toThrow(/no sensor "chassis\/I\/O Bay 9"/);
  });

  it.each([
    ["an unknown sensor", (c: Simulator["control"]) => c.setSensor("slot-3/Nothing", 1), "E_NO_SENSOR"],
    ["an unknown controller", (c: Simulator["control"]) => c.pull("slot-6"), "E_NO_CONTROLLER"],
    ["a name many sensors have", (c: Simulator["control"]) => c.setSensor("CPU0 Temp", 1), "E_SIM_NAME"],
    ["a value for a discrete sensor", (c: Simulator["control"]) => c.setSensor("slot-3/Memory", 1), "E_SIM_NAME"],
    [
      "a state for an analog sensor",
      (c: Simulator["control"]) => c.setDiscrete("slot-3/CPU0 Temp", 1, true),
      "E_SIM_NAME",
    ],
    ["a value out of range", (c: Simulator["control"]) => c.setSensor("slot-3/CPU0 Temp", 200), "E_SIM_VALUE"],
    ["a signed sensor below zero", (c: Simulator["control"]) => c.setSensor("slot-3/CPU0 Temp", -2), "E_SIM_VALUE"],
    ["an unknown state", (c: Simulator["control"]) => c.setDiscrete("slot-3/Memory", "gone", true), "E_SIM_VALUE"],
    [
      "cutting off the shelf manager",
      (c: Simulator["control"]) => c.communication("shelf-manager", "lost"),
      "E_SIM_NAME",
    ],
    [
      "a record that is not bytes",
      (c: Simulator["control"]) =>
        c.addSel({ generator: 300, sensorType: 1, sensorNumber: 1, eventType: 1, data: [0, 0, 0] }),
      "E_SIM_VALUE",
    ],
  ])("refuses %s", async (_what, act, code) => {
    await expect(act(simulator.control)).rejects.toMatchObject({ code });
  });
});
