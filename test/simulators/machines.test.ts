import { afterAll, beforeAll, expect } from "vitest";
import {
  type BmcAddress,
  type Controller,
  loadMachine,
  type Machine,
  machineNames,
  type Sensor,
  type Simulator,
  startSimulator,
} from "../../simulators/index.ts";
import { requires } from "../support/requires.ts";
import { freeipmi, ipmitool, sensorsIn } from "./tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "freeipmi");

/** How ipmitool words the states that machines start with. */
const ipmitoolWords: Readonly<Record<string, string>> = {
  m4: "Transition to M4",
  "ipmb-a-enabled-ipmb-b-enabled": "IPMB-A enabled, IPMB-B enabled",
  "presence-detected": "Presence detected",
  "c-drive-boot-completed": "C: boot completed",
  "entity-present": "Present",
  "fully-redundant": "Fully Redundant",
  "predictive-failure-deasserted": "Predictive Failure Deasserted",
  "predictive-failure": "Predictive Failure",
  "state-deasserted": "State Deasserted",
  heartbeat: "Heartbeat",
  "drive-present": "Drive Present",
  "hot-spare": "Hot Spare",
  "s0-working": "S0/G0: working",
  "device-installed": "Device Installed",
  "state-asserted": "State Asserted",
  "on-line": "Transition to On Line",
  "off-duty": "Transition to Off Duty",
  "heartbeat-lost": "Heartbeat Lost",
};

const machines = await Promise.all((await machineNames()).map(loadMachine));

describe.each(machines.map((machine) => [machine.name, machine] as const))("machine %s", (_name, machine) => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machine });
  });
  afterAll(() => simulator?.stop());

  // Of many equal ones, some stand for all.
  const step = Math.ceil(machine.controllers.length / 20);
  const controllers = machine.controllers.filter((_, index, all) => index % step === 0 || index === all.length - 1);
  const bmcs = () => simulator.bmcs.filter((bmc) => controllers.some((c) => c.name === bmc.name));

  const bmcOf = (c: Controller): BmcAddress => {
    const found = simulator.bmcs.find((bmc) => bmc.name === c.bmc);
    if (found === undefined) throw new Error(`no BMC ${c.bmc}`);
    return found;
  };
  const ask = (c: Controller, ...args: string[]) => ipmitool(bmcOf(c), ...targetOf(c), ...args);

  it("shows ipmitool every sensor with its name, number, value and states", async () => {
    let seen = 0;
    for (const controller of controllers) {
      const listed = sensorsIn(await ask(controller, "sdr", "elist", "all"));
      expect(listed.map((s) => [s.number, s.name])).toEqual(controller.sensors.map((s) => [s.number, s.name]));
      for (const [index, sensor] of controller.sensors.entries())
        checkIpmitoolReading(sensor, listed[index]?.reading ?? "");
      seen += listed.length;
    }
    expect(seen).toBeGreaterThan(40);
  });

  it("shows ipmitool the thresholds of each sensor", async () => {
    let compared = 0;
    for (const controller of controllers) {
      const output = await ask(controller, "-c", "sensor");
      const rows = new Map(output.split("\n").map((line) => [line.split(",")[0], line.split(",")] as const));
      for (const sensor of controller.sensors) {
        if (sensor.kind !== "analog") continue;
        for (const [index, name] of ladder.entries()) {
          const shown = rows.get(sensor.name)?.[4 + index];
          const expected = sensor.thresholds[name];
          if (expected === undefined) expect(shown).toBe("na");
          else expect(Math.abs(Number(shown) - expected)).toBeLessThanOrEqual(sensor.step / 2 + 0.00051);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  it("shows ipmitool each inventory", async () => {
    let seen = 0;
    for (const controller of controllers) {
      const inventories = [{ id: 0, fru: controller.fru }, ...controller.inventories];
      for (const { id, fru } of inventories) {
        if (fru === undefined) continue;
        const shown = fieldsOf(await ask(controller, "fru", "print", `${id}`));
        const { chassis, board, product } = fru;
        expect(shown["Chassis Serial"]).toBe(chassis?.serial);
        expect(shown["Board Product"]).toBe(board?.product);
        expect(shown["Board Serial"]).toBe(board?.serial);
        expect(shown["Board Part Number"]).toBe(board?.partNumber);
        expect(new Date(shown["Board Mfg Date"] ?? "").getTime()).toBe(new Date(board?.manufactured ?? "").getTime());
        expect(shown["Product Name"]).toBe(product?.name);
        expect(shown["Product Serial"]).toBe(product?.serial);
        expect(shown["Product Asset Tag"]).toBe(product?.assetTag);
        expect(shown["Product Version"]).toBe(product?.version);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(2);
  });

  it("shows FreeIPMI the sensors and inventories of each BMC's repository", async () => {
    for (const controller of controllers.filter((c) => c.address === 0x20)) {
      const bmc = bmcOf(controller);
      const output = await freeipmi(bmc, "ipmi-sensors", "--comma-separated-output", "--no-header-output");
      const rows = output
        .trim()
        .split("\n")
        .map((line) => line.split(","));
      const visible = controller.sensors.filter((s) => s.kind === "analog" || !s.eventOnly);
      expect(rows.map((row) => row[1])).toEqual(visible.map((s) => s.name));
      for (const [index, sensor] of visible.entries()) checkFreeipmiRow(sensor, rows[index] ?? []);
      expect(visible.length).toBeGreaterThan(9);

      const inventories = await freeipmi(bmc, "ipmi-fru");
      for (const { fru } of [controller, ...controller.inventories]) {
        expect(inventories).toContain(`FRU Product Serial Number: ${fru?.product?.serial}`);
        expect(inventories).toContain(`FRU Board Product Name: ${fru?.board?.product}`);
      }
      if (machine.shelf !== undefined)
        expect(inventories).toContain(`FRU Chassis Serial Number: ${machine.shelf.fru.chassis?.serial}`);
    }
  });

  it("starts with empty event logs whose clocks are right", async () => {
    for (const bmc of bmcs()) {
      expect(await ipmitool(bmc, "sel", "info")).toMatch(/Entries +: 0/);
      const time = (await ipmitool(bmc, "sel", "time", "get")).trim().replace(/ UTC$/, "");
      expect(Math.abs(Date.parse(`${time} UTC`) - Date.now())).toBeLessThan(120_000);
    }
  });

  it("gives each BMC a GUID of its own, the same in every run", async () => {
    const guids = await Promise.all(bmcs().map((bmc) => ipmitool(bmc, "mc", "guid")));
    expect(new Set(guids).size).toBe(bmcs().length);
    const again = await startSimulator({ machine });
    const [first] = again.bmcs;
    const guid = first && (await ipmitool(first, "mc", "guid"));
    await again.stop();
    expect(guid).toBe(guids[0]);
  });
});

describe("machine atca-14", () => {
  let machine: Machine;
  let simulator: Simulator;
  beforeAll(async () => {
    machine = await loadMachine("atca-14");
    simulator = await startSimulator({ machine });
  });
  afterAll(() => simulator?.stop());

  it("shows ipmitool where each controller sits", async () => {
    for (const controller of machine.controllers) {
      const output = await ipmitool(simulator, ...targetOf(controller), "picmg", "addrinfo");
      expect(output).toContain(`Hardware Address : ${hex(controller.site?.hardwareAddress ?? 0)}`);
      expect(output).toContain(`IPMB-0 Address   : ${hex(controller.address)}`);
      expect(output).toContain(`Site ID          : ${hex(controller.site?.number ?? 0)}`);
    }
  });

  it("shows ipmitool the shelf's address table with every site", async () => {
    const output = await ipmitool(simulator, "-v", "fru", "print", "254");
    const slots = Array.from({ length: machine.shelf?.slots ?? 0 }, (_, index) => index + 1);
    for (const slot of slots)
      expect(output).toMatch(
        new RegExp(`HWAddr: ${hex(0x40 + slot)} .*SiteNum: ${slot} SiteType: 0x00 AdvancedTCA Board`),
      );
    for (const { site } of machine.controllers.filter((c) => c.site?.type !== 0))
      expect(output).toMatch(
        new RegExp(
          `HWAddr: ${hex(site?.hardwareAddress ?? 0)} .*SiteNum: ${site?.number} SiteType: ${hex(site?.type ?? 0)}`,
        ),
      );
    expect(output).toContain(`Min Expected Voltage:   -${machine.shelf?.minimumVoltage}V`);
    expect(output).toMatch(/Channel Type: +Base IF\n.*41\n +Channel Count: 13/);
    expect(output).toMatch(/Channel Type: +Full Channel Fabric IF\n.*43\n +Channel Count: 2/);
  });
});

const ladder = [
  "lowerNonRecoverable",
  "lowerCritical",
  "lowerNonCritical",
  "upperNonCritical",
  "upperCritical",
  "upperNonRecoverable",
] as const;

function checkIpmitoolReading(sensor: Sensor, reading: string): void {
  // ipmitool shows two decimals.
  if (sensor.kind === "analog")
    expect(Math.abs(Number.parseFloat(reading) - sensor.value)).toBeLessThanOrEqual(sensor.step / 2 + 0.0051);
  else if (sensor.eventOnly) expect(reading).toBe("Event-Only");
  else {
    const words = sensor.states.map((offset) => ipmitoolWords[sensor.supports.get(offset) ?? ""]?.toLowerCase());
    expect(reading.toLowerCase()).toBe(words.join(", "));
  }
}

/** FreeIPMI words most states as the standard does, and so does the agent, but for its hyphens. */
const freeipmiWords: Readonly<Record<string, string>> = {
  "drive-present": "drive presence",
  "s0-working": "s0/g0",
  heartbeat: "lan heartbeat",
  "c-drive-boot-completed": "c: boot completed",
  "device-installed": "device installed",
};

function checkFreeipmiRow(sensor: Sensor, row: readonly string[]): void {
  const [, , , reading, , event] = row;
  if (sensor.kind === "analog") {
    expect(Math.abs(Number(reading) - sensor.value)).toBeLessThanOrEqual(sensor.step / 2 + 0.0051);
    expect(event).toBe("'OK'");
  } else if (sensor.type < 0xc0) {
    const words = sensor.states.map((offset) => {
      const word = sensor.supports.get(offset) ?? "?";
      return freeipmiWords[word] ?? word.replaceAll("-", " ");
    });
    for (const word of words) expect(event?.toLowerCase()).toContain(word);
    expect(event?.match(/'[^']*'/g)).toHaveLength(Math.max(1, words.length));
    if (words.length === 0) expect(event).toBe("'OK'");
  }
}

function fieldsOf(output: string): Record<string, string> {
  return Object.fromEntries(
    output.split("\n").flatMap((line) => {
      const at = line.indexOf(" : ");
      return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 3).trim()]];
    }),
  );
}

function targetOf({ address }: Controller): string[] {
  return address === 0x20 ? [] : ["-t", hex(address)];
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
