import { afterAll, beforeAll, expect } from "vitest";
import {
  type Controller,
  loadMachine,
  type Machine,
  type Sensor,
  type Simulator,
  startSimulator,
} from "../../simulators/index.ts";
import { requires } from "../support/requires.ts";
import { freeipmi, ipmitool, sensorsIn } from "./tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "freeipmi");

/** How ipmitool words the states that the machine starts with. */
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
};

describe("machine atca-14", () => {
  let machine: Machine;
  let simulator: Simulator;

  beforeAll(async () => {
    machine = await loadMachine("atca-14");
    simulator = await startSimulator({ machine });
  });
  afterAll(() => simulator?.stop());

  const list = (c: Controller) =>
    c.address === 0x20
      ? ipmitool(simulator, "sdr", "elist", "all")
      : ipmitool(simulator, "-t", `0x${c.address.toString(16)}`, "sdr", "elist", "all");

  it("shows ipmitool every sensor with its name, number, value and states", async () => {
    let analog = 0;
    let states = 0;
    for (const controller of machine.controllers) {
      const listed = sensorsIn(await list(controller));
      expect(listed.map((s) => [s.number, s.name])).toEqual(controller.sensors.map((s) => [s.number, s.name]));
      for (const [index, sensor] of controller.sensors.entries()) {
        const reading = listed[index]?.reading ?? "";
        if (sensor.kind === "analog") {
          // ipmitool shows two decimals.
          expect(Math.abs(Number.parseFloat(reading) - sensor.value)).toBeLessThanOrEqual(sensor.step / 2 + 0.0051);
          analog++;
        } else if (sensor.eventOnly) expect(reading).toBe("Event-Only");
        else {
          const words = sensor.states.map((offset) => ipmitoolWords[sensor.supports.get(offset) ?? ""]);
          expect(reading.toLowerCase()).toBe(words.map((word) => word?.toLowerCase()).join(", "));
          states += words.length;
        }
      }
    }
    expect(analog).toBeGreaterThan(180);
    expect(states).toBeGreaterThan(70);
  });

  it("shows ipmitool the thresholds of the description", async () => {
    const controller = machine.controllers.find((c) => c.name === "slot-3");
    const output = await ipmitool(simulator, "-t", "0x86", "-c", "sensor");
    const rows = new Map(output.split("\n").map((line) => [line.split(",")[0], line.split(",")] as const));
    const order = [
      "lowerNonRecoverable",
      "lowerCritical",
      "lowerNonCritical",
      "upperNonCritical",
      "upperCritical",
      "upperNonRecoverable",
    ] as const;
    let compared = 0;
    for (const sensor of controller?.sensors ?? []) {
      if (sensor.kind !== "analog") continue;
      for (const [index, name] of order.entries()) {
        const shown = rows.get(sensor.name)?.[4 + index];
        const expected = sensor.thresholds[name];
        if (expected === undefined) expect(shown).toBe("na");
        else expect(Math.abs(Number(shown) - expected)).toBeLessThanOrEqual(sensor.step / 2 + 0.00051);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(60);
  });

  it("shows ipmitool where each controller sits", async () => {
    for (const { address, site } of machine.controllers) {
      const output = await ipmitool(simulator, ...(address === 0x20 ? [] : ["-t", hex(address)]), "picmg", "addrinfo");
      expect(output).toContain(`Hardware Address : ${hex(site?.hardwareAddress ?? 0)}`);
      expect(output).toContain(`IPMB-0 Address   : ${hex(address)}`);
      expect(output).toContain(`Site ID          : ${hex(site?.number ?? 0)}`);
    }
  });

  it("shows ipmitool each controller's inventory", async () => {
    for (const { address, fru } of machine.controllers) {
      const output = await ipmitool(simulator, ...(address === 0x20 ? [] : ["-t", hex(address)]), "fru", "print", "0");
      const { board, product } = fru ?? {};
      const shown = fieldsOf(output);
      expect(shown["Board Product"]).toBe(board?.product);
      expect(shown["Board Serial"]).toBe(board?.serial);
      expect(shown["Board Part Number"]).toBe(board?.partNumber);
      expect(new Date(shown["Board Mfg Date"] ?? "").toISOString()).toBe(
        new Date(board?.manufactured ?? "").toISOString(),
      );
      expect(shown["Product Name"]).toBe(product?.name);
      expect(shown["Product Serial"]).toBe(product?.serial);
      expect(shown["Product Asset Tag"]).toBe(product?.assetTag);
      expect(shown["Product Version"]).toBe(product?.version);
    }
  });

  it("shows ipmitool the shelf's address table with every site", async () => {
    const output = await ipmitool(simulator, "-v", "fru", "print", "254");
    for (let slot = 1; slot <= 14; slot++)
      expect(output).toMatch(
        new RegExp(`HWAddr: ${hex(0x40 + slot)} .*SiteNum: ${slot} SiteType: 0x00 AdvancedTCA Board`),
      );
    expect(output).toMatch(/HWAddr: 0x10 \(0x20\) SiteNum: 1 SiteType: 0x03/);
    expect(output).toMatch(/HWAddr: 0x5b .*SiteNum: 2 SiteType: 0x04 Fan Tray/);
    expect(output).toMatch(/HWAddr: 0x5e .*SiteNum: 2 SiteType: 0x01 Power Entry/);
    expect(output).toContain("Min Expected Voltage:   -40.5V");
    expect(output).toMatch(/Channel Type: +Base IF\n.*41\n +Channel Count: 13/);
    expect(output).toMatch(/Chassis Serial +: NFS14A2207/);
  });

  it("shows FreeIPMI the shelf manager's sensors and inventories", async () => {
    const output = await freeipmi(simulator, "ipmi-sensors", "--comma-separated-output", "--no-header-output");
    const rows = output
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const shelfManager = machine.controllers.find((c) => c.address === 0x20);
    const visible = (shelfManager?.sensors ?? []).filter((s) => s.kind === "analog" || !s.eventOnly);
    expect(rows.map((row) => row[1])).toEqual(visible.map((s) => s.name));
    for (const [index, sensor] of visible.entries()) checkFreeipmiRow(sensor, rows[index] ?? []);
    expect(visible.length).toBeGreaterThan(15);

    const frus = await freeipmi(simulator, "ipmi-fru");
    expect(frus).toContain("FRU Product Serial Number: NFSM-0107733");
    expect(frus).toContain("FRU Chassis Part Number: NF-S14-6250");
    expect(frus).toContain("FRU Product Asset Tag: TEL-004410");
  });

  it("starts with an empty event log whose clock is right", async () => {
    const info = await ipmitool(simulator, "sel", "info");
    expect(info).toMatch(/Entries +: 0/);
    const time = await ipmitool(simulator, "sel", "time", "get");
    expect(Math.abs(Date.parse(`${time.trim().replace(/ UTC$/, "")} UTC`) - Date.now())).toBeLessThan(120_000);
  });
});

function checkFreeipmiRow(sensor: Sensor, row: readonly string[]): void {
  const [, , , reading, , event] = row;
  if (sensor.kind === "analog") {
    expect(Math.abs(Number(reading) - sensor.value)).toBeLessThanOrEqual(sensor.step / 2 + 0.0051);
    expect(event).toBe("'OK'");
  } else if (sensor.type < 0xc0) {
    const words = sensor.states.map((offset) => sensor.supports.get(offset)?.replaceAll("-", " "));
    expect(event?.toLowerCase()).toMatch(new RegExp(`${words.join(" ") || "ok"}'$`));
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

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
