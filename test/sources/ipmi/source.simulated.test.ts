import { afterAll, beforeAll, expect } from "vitest";
import { loadMachine, type Machine, type Simulator, startSimulator } from "../../../simulators/index.ts";
import type { Sensor } from "../../../src/hpi/rdr/index.ts";
import type { Resource } from "../../../src/hpi/resource.ts";
import { MemoryIds, MemoryJournal } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { manageSimulator } from "./manage-simulator.ts";

const { describe, it } = requires("ipmi_sim");

const journal = new MemoryJournal();
const ids = new MemoryIds();

const manage = (simulator: Simulator) =>
  manageSimulator(simulator, {
    ...{ journal, ids, answerMs: 1000 },
    breaker: { firstProbeMs: 100, probe: { firstMs: 200, maxMs: 500 } },
  });

describe("a simulated AdvancedTCA shelf", () => {
  let machine: Machine;
  let simulator: Simulator;
  let running: Awaited<ReturnType<typeof manage>>;

  beforeAll(async () => {
    machine = await loadMachine("atca-14");
    simulator = await startSimulator({ machine });
    running = await manage(simulator);
  });
  afterAll(async () => {
    await running?.stop();
    await simulator?.stop();
  });

  const sensors = (): readonly Sensor[] => running.domain.resources().flatMap((r) => running.domain.sensorsOf(r.id));
  const board = (slot: number): Resource => {
    const found = running.domain.resources().find((r) => new RegExp(`^Board ${slot}( |$)`).test(r.tag));
    expect(found).toBeDefined();
    return found!;
  };
  const sensorOf = (resource: Resource, name: string) =>
    running.domain.sensorsOf(resource.id).find((s) => s.name === name)!;
  const owner = (address: number) => `${address.toString(16).toUpperCase()}h`;

  it("is found completely: every sensor, valued within half a step", () => {
    let compared = 0;
    for (const controller of machine.controllers) {
      for (const expected of controller.sensors) {
        const found = sensors().filter(
          (s) => s.origin["owner"] === owner(controller.address) && s.origin["number"] === expected.number,
        );
        expect(found.map((s) => s.name)).toEqual([expected.name]);
        const reading = running.domain.reading(found[0]!.id);
        if (expected.kind === "discrete" && expected.eventOnly) {
          expect(reading).toMatchObject({ quality: "unavailable", value: null });
          continue;
        }
        expect(reading, `${controller.name}/${expected.name}`).toMatchObject({ quality: "good" });
        if (expected.kind === "analog") expect(Math.abs(reading.value! - expected.value)).toBeLessThan(expected.step);
        compared++;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(250);
    expect(sensors()).toHaveLength(machine.controllers.flatMap((c) => c.sensors).length);
  });

  it("has its 14 slots, two of them empty, and everything in its place", () => {
    const { domain } = running;
    expect(domain.resources()[0]).toMatchObject({ id: 1, tag: "Shelf", info: { product: "S14 Shelf" } });
    const slots = domain.resources().filter((r) => /^Slot \d+$/.test(r.tag));
    expect(slots).toHaveLength(14);
    expect(slots.filter((slot) => domain.childrenOf(slot.id).length === 0).map((s) => s.tag)).toEqual([
      "Slot 6",
      "Slot 11",
    ]);
    const tags = domain.resources().map((r) => r.tag);
    for (const tag of ["Shelf manager 1", "Fan tray 1", "Fan tray 2", "PEM A", "PEM B"]) expect(tags).toContain(tag);
    expect(domain.resources().filter((r) => r.hotSwap !== null && r.hotSwap.native !== "M4")).toEqual([]);
  });

  it("raises an alarm when a sensor passes its threshold and clears it when it falls back", async () => {
    const sensor = sensorOf(board(4), "CPU0 Temp");
    const alarms = () => running.domain.alarms().filter((a) => a.sensorId === sensor.id);
    await simulator.control.setSensor("slot-4/CPU0 Temp", 97);
    await until(() => alarms().length === 2);
    await until(() => running.domain.reading(sensor.id).states.length === 2);
    // Within the hysteresis of 3 below 88.
    await simulator.control.setSensor("slot-4/CPU0 Temp", 86);
    await until(() => running.domain.reading(sensor.id).value === 86);
    expect(running.domain.reading(sensor.id).states).toEqual(["upperMinor"]);
    await simulator.control.setSensor("slot-4/CPU0 Temp", 66);
    await until(() => alarms().length === 0);
    const told = running.events.filter((e) => e.type === "sensor" && e.sensorId === sensor.id);
    expect(told.map((e) => e.origin)).toEqual(["sel", "sel", "sel", "sel"]);
    expect(running.source.selRecords().map((r) => r.raw)).toEqual(expect.arrayContaining(told.map((e) => e.raw)));
  });

  it("shows a pulled board as not present and gives it its ids back when plugged", async () => {
    const before = board(3);
    await simulator.control.pull("slot-3");
    await until(() => board(3).hotSwap?.state === "NotPresent");
    expect(board(3).present).toBe(false);
    const sensor = sensorOf(before, "CPU0 Temp");
    expect(running.domain.reading(sensor.id)).toMatchObject({ quality: "unavailable", reason: "absent" });
    await simulator.control.plug("slot-3");
    await until(() => board(3).hotSwap?.native === "M4" && running.domain.reading(sensor.id).quality === "good");
    expect(board(3)).toMatchObject({ id: before.id, instruments: before.instruments });
  });

  it("goes stale when the shelf manager hangs and heals when it goes on", async () => {
    const sensor = sensorOf(board(5), "CPU0 Temp");
    process.kill(simulator.pid, "SIGSTOP");
    try {
      await until(() => running.domain.reading(sensor.id).quality === "stale");
      expect(running.domain.alarms().some((a) => a.text.includes("does not answer"))).toBe(true);
    } finally {
      process.kill(simulator.pid, "SIGCONT");
    }
    await until(() => sensors().every((s) => s.pollPeriod === null || running.domain.reading(s.id).quality === "good"));
    expect(running.domain.alarms().some((a) => a.text.includes("does not answer"))).toBe(false);
  });

  it("is the same after a restart, also with a board pulled meanwhile", async () => {
    const before = running.domain.resources().map((r) => `${r.id} ${r.tag}`);
    const instruments = new Map(running.domain.resources().map((r) => [r.id, r.instruments]));
    await running.stop();
    await simulator.control.pull("slot-9", "surprise");
    running = await manage(simulator);
    expect(running.domain.resources().map((r) => r.id)).toEqual(before.map((line) => Number(line.split(" ")[0])));
    const pulled = running.domain.resources().filter((r) => !r.present);
    expect(pulled.map((r) => r.hotSwap?.state)).toEqual(["NotPresent"]);
    await simulator.control.plug("slot-9");
    await until(() => board(9).hotSwap?.state === "Active" && board(9).instruments.length > 0);
    const incomplete = () =>
      running.domain.resources().filter((r) => r.instruments.length !== instruments.get(r.id)?.length);
    await until(() => incomplete().length === 0, {
      what: () =>
        `the parts of ${incomplete().map((r) => `${r.tag} ${r.instruments.length} ${instruments.get(r.id)?.length}`)}`,
    });
    for (const resource of running.domain.resources())
      expect(resource.instruments).toEqual(instruments.get(resource.id));
  });
});
