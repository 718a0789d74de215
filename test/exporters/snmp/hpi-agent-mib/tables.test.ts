import { afterEach, beforeEach, expect } from "vitest";
import type { SelRecord } from "../../../../src/exporters/snmp/hpi-agent-mib/sel.ts";
import type { SnmpExporter } from "../../../../src/exporters/snmp/index.ts";
import { type MemoryDomain, memoryDomain } from "../../../support/memory-domain.ts";
import { requires } from "../../../support/requires.ts";
import { describeSampleShelf, type SampleModel } from "../../../support/sample-model.ts";
import { manager, startExporter } from "../support.ts";
import { named, values } from "./support.ts";

const { describe, it } = requires("snmp");

describe("the tables of HPI-AGENT-MIB, seen with net-snmp", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let exporter: SnmpExporter;
  let sel: SelRecord[];
  beforeEach(async () => {
    memory = await memoryDomain({ simulated: true });
    sample = await describeSampleShelf(memory.domain);
    sel = [];
    exporter = await startExporter(memory.domain, memory.clock, { sel: () => sel });
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  const walk = async (name: string) => values(await named(exporter, manager, "snmpbulkwalk", name));
  const cell = async (name: string) => Object.values(values(await named(exporter, manager, "snmpget", name)))[0];

  it("tell of the agent and its model", async () => {
    const { resources, sensors } = { resources: memory.domain.resources(), sensors: memory.domain.sensors() };
    expect(await walk("hpiAgentSystem")).toEqual({
      "hpiAgentVersion.0": "1.2.3",
      "hpiAgentHpiVersion.0": "B.03.02",
      "hpiAgentSimulated.0": "true",
      "hpiAgentDiscoveryState.0": "complete",
      "hpiAgentResources.0": String(resources.length),
      "hpiAgentSensors.0": String(sensors.length),
      "hpiAgentAlarmsCritical.0": "0",
      "hpiAgentAlarmsMajor.0": "0",
      "hpiAgentAlarmsMinor.0": "0",
      "hpiAgentLogDurable.0": "true",
      "hpiAgentLogEpoch.0": memory.domain.log.epoch,
      "hpiAgentLogSequence.0": String(memory.domain.log.lastSequence),
      "hpiAgentSetSerialNo.0": "0",
      "hpiAgentCommandLast.0": "0",
    });
    expect(Object.keys(await walk("hpiAgentEngine"))).toHaveLength(8);
  });

  it("can be printed by snmptable", async () => {
    const printed = await named(exporter, manager, "snmptable", "-Ci", "-Cf", "|", "hpiAgentResourceTable");
    const board = printed.stdout.split("\n").find((line) => line.startsWith(`${sample.boards[0]!.id}|`));
    expect(board).toContain("{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,3}{PICMG_FRONT_BLADE,3}");
    expect(board).toContain("Board 3: KC-9120");
    expect(board).toContain("fru(0) managedHotSwap(1) power(3) reset(4)");
  });

  it("show hot swap, and what a part that is pulled out leaves", async () => {
    const [board] = sample.boards;
    expect(await cell(`hpiAgentHotSwapState.${board!.id}`)).toBe("active");
    expect(await cell(`hpiAgentPowerState.${board!.id}`)).toBe("on");
    const temperature = sample.sensorId(board!, "Inlet Temp");
    await memory.domain.emit({
      ...{ type: "hot-swap", severity: "major", time: memory.domain.eventTime(), origin: "event-message" },
      ...{ resourceId: board!.id, state: "NotPresent", previousState: "Active", cause: "surprise-extraction" },
      ...{ native: "M0", text: "pulled out" },
    });
    const rows = await walk("hpiAgentHotSwapTable");
    const of = (column: string) => rows[`hpiAgentHotSwap${column}.${board!.id}`];
    expect(["State", "PreviousState", "Cause", "Native", "Transitions"].map(of)).toEqual([
      ...["notPresent", "active", "surpriseExtraction", "M0", "1"],
    ]);
    expect(await cell(`hpiAgentResourcePresent.${board!.id}`)).toBe("false");
    expect(Object.keys(await walk("hpiAgentSensorTable")).filter((k) => k.endsWith(`.${temperature}`))).toEqual([]);
    expect(Object.keys(await walk("hpiAgentThresholdTable")).filter((k) => k.includes(`.${temperature}.`))).toEqual([]);
    expect(Object.keys(await walk("hpiAgentControlTable")).filter((k) => k.includes(`.${board!.id}.`))).toEqual([]);
    expect(Object.keys(await walk("hpiAgentPowerTable")).filter((k) => k.endsWith(`.${board!.id}`))).toEqual([]);
  });

  it("show a sensor's states, reading and quality, and the thresholds it has crossed", async () => {
    const sensorId = sample.sensorId(sample.boards[0]!, "Inlet Temp");
    const state = { value: 36.125, states: ["upperMajor", "upperMinor"] };
    memory.domain.report(sensorId, { quality: "good", reason: "none", ...state });
    const rows = await walk("hpiAgentSensorTable");
    const of = (column: string) => rows[`hpiAgentSensor${column}.${sensorId}`];
    expect(of("Resource")).toBe(String(sample.boards[0]!.id));
    expect(["Number", "Type", "Category", "Severity", "Quality", "Reason", "Reading", "Unit"].map(of)).toEqual([
      ...["4", "temperature", "threshold", "major", "good", "none", "36.125", "°C"],
    ]);
    expect(of("AssertedStates")).toBe("C0 00");
    expect(of("StateNames")).toBe("upperMajor, upperMinor");
    const thresholds = await walk("hpiAgentThresholdTable");
    const threshold = (column: string, kind: string) => thresholds[`hpiAgentThreshold${column}.${sensorId}.${kind}`];
    // Middle 27: +10, 20 and 30 percent, in tenths of a degree as the sensor's value.
    expect(["upperMinor", "upperMajor", "upperCritical"].map((k) => threshold("Value", k))).toEqual([
      ...["297", "324", "351"],
    ]);
    expect(["upperMinor", "upperMajor", "upperCritical"].map((k) => threshold("Crossed", k))).toEqual([
      ...["true", "true", "false"],
    ]);
    expect(threshold("Value", "positiveHysteresis")).toBe("5");
  });

  it("show a LED with its columns and without those of other types", async () => {
    const rows = await walk("hpiAgentControlTable");
    const own = Object.entries(rows).filter(([name]) => name.endsWith(`.${sample.boards[0]!.id}.0`));
    expect(Object.fromEntries(own.map(([name, value]) => [name.split(".")[0]!.slice(15), value]))).toEqual({
      ...{ Name: "Blue LED", Type: "led", Output: "led", ReadOnly: "false", Mode: "auto" },
      ...{ State: "0", Color: "blue", OnTime: "0 milliseconds", OffTime: "0 milliseconds" },
    });
  });

  it("list the alarms while they hold", async () => {
    const sensorId = sample.sensorId(sample.boards[0]!, "Inlet Temp");
    const event = (assertion: boolean) =>
      memory.domain.emit({
        ...{ type: "sensor", severity: "major", time: memory.domain.eventTime(), origin: "event-message" },
        ...{ resourceId: sample.boards[0]!.id, sensorId, sensorNumber: 4, sensorName: "Inlet Temp" },
        ...{ sensorType: "temperature", assertion, state: "upperMajor", text: "too warm" },
      });
    await event(true);
    expect(Object.values(await walk("hpiAgentAlarmTable")).slice(0, 5)).toEqual([
      ...[String(sensorId), "sensor", "major", `sensor:${sensorId}:upperMajor`, "too warm"],
    ]);
    expect(await cell("hpiAgentAlarmsMajor.0")).toBe("1");
    expect(await cell(`hpiAgentResourceHealth.${sample.boards[0]!.id}`)).toBe("major");
    await event(false);
    const empty = await named(exporter, manager, "snmpbulkwalk", "hpiAgentAlarmTable");
    expect(empty.stdout).toContain("No Such");
    expect(await cell(`hpiAgentResourceHealth.${sample.boards[0]!.id}`)).toBe("ok");
  });

  it("show the controllers' event logs by name of the controller", async () => {
    const raw = "2a0002d204f15820000401040900ffff";
    sel = [
      { controller: "shelf", id: 42, time: Date.UTC(2026, 0, 2, 3, 4, 5), text: "too warm", raw },
      { controller: "shelf", id: 43, time: null, text: "again", raw: "" },
    ];
    await memory.clock.advance(60_000);
    const info = await walk("hpiAgentSelInfoTable");
    expect(info['hpiAgentSelInfoRecords."shelf"']).toBe("2");
    expect(info['hpiAgentSelInfoLastRecord."shelf"']).toBe("43");
    const records = await walk("hpiAgentSelTable");
    expect(records['hpiAgentSelTime."shelf".42']).toBe("2026-1-2,3:4:5.0,+0:0");
    expect(records['hpiAgentSelText."shelf".42']).toBe("too warm");
    expect(records['hpiAgentSelRaw."shelf".42']!.replace(/\s/g, "").toLowerCase()).toBe(raw);
    sel = [];
    await memory.clock.advance(60_000);
    expect((await named(exporter, manager, "snmpbulkwalk", "hpiAgentSelTable")).stdout).toContain("No Such");
  });

  it("follow resources that come, go and lose what contained them", async () => {
    const [board] = sample.boards;
    memory.domain.withdraw(board!.id);
    const left = await walk("hpiAgentResourceTable");
    expect(Object.keys(left).filter((name) => name.endsWith(`.${board!.id}`))).toEqual([]);
    const sensors = await walk("hpiAgentSensorResource");
    expect(Object.values(sensors)).not.toContain(String(board!.id));
  });
});
