import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { loadMachine, machineNames, parseMachine } from "../../../simulators/index.ts";

const small = `format: 1
name: small
description: one controller
platform: plain
sensorKinds:
  air: {type: temperature, unit: degrees-c, step: 1, value: 20, hysteresis: 2, thresholds: {upperNonCritical: 40, upperCritical: 50}}
controllerKinds:
  board:
    firmware: "1.02"
    sensors:
      Air: {kind: air}
      Board 5V: {type: voltage, unit: volts, step: 0.02, value: 5}
controllers:
  bmc:
    kind: board
    address: 0x20
    sensors:
      Air: {value: 25}
      Presence: {type: entity-presence, states: [entity-present]}
`;

function faultsOf(source: string): string {
  try {
    parseMachine(source, "small.yaml");
  } catch (error) {
    expect(error).toMatchObject({ code: "E_MACHINE" });
    return error instanceof Error ? error.message : "";
  }
  return "";
}

describe("parseMachine", () => {
  it("fills in kinds, numbers and codes", () => {
    const [bmc] = parseMachine(small, "small.yaml").controllers;
    expect(bmc).toMatchObject({ address: 0x20, sdrs: "main", firmware: { major: 1, minor: 0x02 } });
    expect(bmc?.sensors).toMatchObject([
      {
        name: "Air",
        number: 0,
        type: 1,
        value: 25,
        unit: 1,
        thresholds: { upperCritical: 50 },
        hysteresis: { positive: 2 },
      },
      { name: "Board 5V", number: 1, type: 2, factors: { m: 2, rExp: -2 } },
      { name: "Presence", number: 2, type: 0x25, eventType: 0x6f, states: [0] },
    ]);
  });

  it("drops a kind's sensor that an instance sets to null", () => {
    const [bmc] = parseMachine(small.replace("Air: {value: 25}", "Board 5V: null"), "small.yaml").controllers;
    expect(bmc?.sensors.map((s) => s.name)).toEqual(["Air", "Presence"]);
  });

  it.each([
    ["a wrong type", "value: 25", "value: warm", /^small\.yaml:18: controllers\.bmc\.sensors\.Air\.value: .*number/],
    ["an unknown key", "value: 25", "valu: 25", /^small\.yaml:18: controllers\.bmc\.sensors\.Air\.valu: unknown key/],
    [
      "a missing kind",
      "kind: board",
      "kind: blade",
      /^small\.yaml:15: .*"blade" is not in controllerKinds; expected one of board/,
    ],
    [
      "an unknown state",
      "[entity-present]",
      "[here]",
      /^small\.yaml:19: .*states: "here" .* expected one of entity-present \| entity-absent/,
    ],
    ["a value out of range", "value: 25", "value: 300", /^small\.yaml:18: .*value: 300 is outside the sensor's range/],
    [
      "thresholds out of order",
      "upperCritical: 50",
      "upperCritical: 30",
      /: expected upperNonCritical below upperCritical/,
    ],
    [
      "an impossible step",
      "step: 0.02",
      "step: 0.0212345",
      /^small\.yaml:12: .*step: step 0.0212345 .* cannot be expressed/,
    ],
    ["a hysteresis below one step", "hysteresis: 2", "hysteresis: 0.3", /smaller than one step \(1\)/],
    [
      "a taken number",
      "Air: {value: 25}",
      "Air: {number: 1}\n      Board 5V: {number: 1}",
      /number 1 is already that of "Air"/,
    ],
    ["no controller with interfaces", "address: 0x20", "address: 0x82", /expected a controller at 0x20/],
    ["no address", "    address: 0x20\n", "", /^small\.yaml:14: controllers\.bmc: expected an `address`/],
    ["a key left out", "name: small\n", "", /: name: is missing; expected string$/],
    [
      "too long a name",
      "Air: {",
      "Air over the whole board: {",
      /Air over the whole board: expected at most 16 characters/,
    ],
    ["broken YAML", "format: 1", "format: [1", /^small\.yaml:\d+: /],
    ["a key given twice", "format: 1", "format: 1\nformat: 1", /^small\.yaml:2: .*unique/],
    ["states for an analog sensor", "value: 25", "states: [x]", /states: not for a sensor with a `unit`/],
    ["a count below zero with thresholds", "value: 25", "value: -3, format: twosComplement", /cannot be below count 0/],
    [
      "a hot-swap sensor outside ATCA",
      "entity-presence, states: [entity-present]",
      "fru-hot-swap",
      /need platform atca/,
    ],
  ])("names file, line and key of %s", (_what, from, to, expected) => {
    expect(small).toContain(from);
    expect(faultsOf(small.replace(from, to))).toMatch(expected);
  });

  it("gives further FRU devices the sensors of their kind, named after them", () => {
    const supplies = `inventoryKinds:
  supply:
    entity: power supply
    product: {name: PS1, serial: none}
    sensors: {Air: {kind: air}, State: {type: power-supply, states: [presence-detected]}}
controllerKinds:`;
    const inventories = `    inventories:
      PSU A: {kind: supply, id: 1, entityInstance: 1, serial: S1}
      PSU B: {kind: supply, id: 2, entityInstance: 2, sensors: {Air: {value: 31}, State: null}}
    address: 0x20`;
    const source = small.replace("controllerKinds:", supplies).replace("    address: 0x20", inventories);
    const [bmc] = parseMachine(source, "small.yaml").controllers;
    expect(bmc?.inventories).toMatchObject([
      { name: "PSU A", id: 1, entity: { id: 10, instance: 1 }, fru: { product: { name: "PS1", serial: "S1" } } },
      { name: "PSU B", id: 2, entity: { id: 10, instance: 2 }, fru: { product: { name: "PS1", serial: "none" } } },
    ]);
    const named = bmc?.sensors.map(({ name, entity }) => [name, entity.id, entity.instance]).slice(3);
    expect(named).toEqual([
      ["PSU A Air", 10, 1],
      ["PSU A State", 10, 1],
      ["PSU B Air", 10, 2],
    ]);
    expect(faultsOf(source.replace("PSU B:", "Power Unit Two:"))).toMatch(/"Power Unit Two Air" has more than 16/);
    expect(faultsOf(source.replace("id: 2", "id: 1"))).toMatch(/two inventories have one id/);
    expect(faultsOf(source.replace("kind: supply, id: 2", "kind: suply, id: 2"))).toMatch(/not in inventoryKinds/);
  });

  it("names sensors that management modules cannot show", async () => {
    const source = await readFile(new URL("../../../simulators/machines/bladecenter.yaml", import.meta.url), "utf8");
    const changed = source
      .replace("frontPanelTemperature: Ambient", "frontPanelTemperature: Media Tray")
      .replace("power: Blade Power", "power: Blade Watts")
      .replace("MM Bay 1, ", "MM Bay 9, ");
    const faults = faultsOf(changed);
    expect(faults).toMatch(
      /managementModules\.sensors\.frontPanelTemperature: chassis has no analog sensor "Media Tray"/,
    );
    expect(faults).toMatch(/managementModules\.sensors\.modules: chassis has no discrete sensor "MM Bay 9"/);
    expect(faults).toMatch(/bladeSensors\.power: blade-14 has no analog sensor "Blade Watts"/);
    expect(faultsOf(source.replace("chassis: chassis", "chassis: case"))).toMatch(/there is no such controller/);
    expect(faultsOf(source.replace("blades: blade\n", "blades: knife\n"))).toMatch(/expected 14 controllers "knife-…"/);
  });

  it("reports every fault, one a line", () => {
    const faults = faultsOf(small.replace("value: 25", "value: warm").replace("format: 1", "format: 2"));
    expect(faults.split("\n")).toHaveLength(2);
  });
});

describe("the library", () => {
  it("holds machines that can all be read", async () => {
    const names = await machineNames();
    expect(names).toContain("atca-14");
    for (const name of names) expect((await loadMachine(name)).name).toBe(name);
  });

  it("says which machines there are when asked for another", async () => {
    await expect(loadMachine("nothing")).rejects.toMatchObject({
      code: "E_NO_MACHINE",
      message: expect.stringContaining("atca-14"),
    });
    await expect(loadMachine("/nowhere/x.yaml")).rejects.toMatchObject({ code: "E_NO_MACHINE" });
  });

  it("has a shelf of 12 boards in 14 slots with at least 250 sensors", async () => {
    const { controllers, shelf } = await loadMachine("atca-14");
    const count = (type: number) => controllers.filter((c) => c.site?.type === type).length;
    expect([count(0), count(4), count(1), shelf?.slots]).toEqual([12, 2, 2, 14]);
    expect([count(3), count(6)]).toEqual([2, 1]);
    const modules = controllers.flatMap((c) => c.inventories.map(({ entity }) => entity.id));
    expect([0xc0, 0xc1].map((id) => modules.filter((module) => module === id).length)).toEqual([5, 3]);
    const sensors = controllers.flatMap((c) => c.sensors);
    expect(sensors.length).toBeGreaterThanOrEqual(250);
    expect(new Set(sensors.flatMap((s) => (s.kind === "analog" ? [s.unit] : []))).size).toBeGreaterThanOrEqual(5);
  });
});
