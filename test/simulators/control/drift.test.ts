import { expect } from "vitest";
import { ConsoleControl } from "../../../simulators/control/console-control.ts";
import { driftedValue } from "../../../simulators/control/drift.ts";
import { loadMachine, startSimulator } from "../../../simulators/index.ts";
import { ManualClock, systemClock } from "../../../src/base/clock.ts";
import { requires } from "../../support/requires.ts";
import { ipmitool } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

describe("drift", () => {
  it("swings by its amplitude around the value, and comes back after its period", async () => {
    const machine = await loadMachine("atca-14");
    let drifting = 0;
    for (const { address, sensors } of machine.controllers)
      for (const sensor of sensors) {
        if (sensor.kind !== "analog" || sensor.drift === undefined) continue;
        const { amplitude, period } = sensor.drift;
        const values = Array.from({ length: 200 }, (_, i) => driftedValue(sensor, address, (i * period) / 200));
        expect(Math.max(...values) - sensor.value).toBeCloseTo(amplitude, 2 - Math.ceil(Math.log10(amplitude)));
        expect(sensor.value - Math.min(...values)).toBeCloseTo(amplitude, 2 - Math.ceil(Math.log10(amplitude)));
        expect(driftedValue(sensor, address, period)).toBeCloseTo(values[0] ?? Number.NaN, 6);
        drifting++;
      }
    expect(drifting).toBeGreaterThan(100);
  });

  it("moves readings without events and leaves what was set alone", async () => {
    const simulator = await startSimulator({ machine: "atca-14" });
    const control = new ConsoleControl(
      await loadMachine("atca-14"),
      new Map([["shelf-manager", simulator.console]]),
      systemClock,
    );
    try {
      await control.setSensor("slot-3/CPU0 Temp", 61);
      const before = await control.list();
      for (const seconds of [20, 40, 60, 80, 200, 400]) await control.drift(seconds);
      const after = await control.list();
      const moved = after.filter((s, i) => s.kind === "analog" && JSON.stringify(s) !== JSON.stringify(before[i]));
      expect(moved.length).toBeGreaterThan(100);
      expect(after.find((s) => s.controller === "slot-3" && s.name === "CPU0 Temp")).toMatchObject({ value: 61 });
      expect(await ipmitool(simulator, "sel", "info")).toMatch(/Entries +: 0/);
      const fan = after.find((s) => s.controller === "fan-tray-1" && s.name === "Fan 1");
      expect(await ipmitool(simulator, "-t", "0xb4", "sdr", "get", "Fan 1")).toContain(
        `: ${fan?.kind === "analog" ? fan.value : "?"} (`,
      );
    } finally {
      await control.close();
      await simulator.stop();
    }
  });

  it("goes on by itself when a simulator is started with it", async () => {
    const clock = new ManualClock();
    // Waiting for ipmi_sim needs time that passes; the drift's time is ours.
    const real = { wall: () => clock.wall(), monotonic: () => clock.monotonic(), after: systemClock.after };
    const later: (() => void)[] = [];
    const simulator = await startSimulator({
      machine: "atca-14",
      drift: true,
      doors: {
        clock: {
          ...real,
          after(ms, callback) {
            if (ms !== 1000) return systemClock.after(ms, callback);
            later.push(callback);
            return () => {};
          },
        },
      },
    });
    const before = await simulator.control.list();
    await clock.advance(30_000);
    for (const callback of later.splice(0)) callback();
    await simulator.stop();
    const after = await simulator.control.list();
    expect(after.filter((s, i) => JSON.stringify(s) !== JSON.stringify(before[i])).length).toBeGreaterThan(100);
  });
});
