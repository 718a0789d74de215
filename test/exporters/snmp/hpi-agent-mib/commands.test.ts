import { afterEach, beforeEach, expect } from "vitest";
import { DeviceRefusedError } from "../../../../src/base/errors.ts";
import { actionWish, Commands } from "../../../../src/exporters/snmp/hpi-agent-mib/commands.ts";
import type { SnmpExporter } from "../../../../src/exporters/snmp/index.ts";
import type { OperationRequest } from "../../../../src/hpi/operation.ts";
import type { Resource } from "../../../../src/hpi/resource.ts";
import { ErrorStatus } from "../../../../src/snmp/pdu.ts";
import type { Assignment } from "../../../../src/snmp/set.ts";
import { ObjectStore } from "../../../../src/snmp/store.ts";
import type { ToolResult } from "../../../snmp/support/net-snmp.ts";
import { type MemoryDomain, memoryDomain } from "../../../support/memory-domain.ts";
import { requires } from "../../../support/requires.ts";
import { describeSampleShelf, type SampleModel } from "../../../support/sample-model.ts";
import { until } from "../../../support/until.ts";
import { manager, startExporter } from "../support.ts";
import { named, type ToolUser, values } from "./support.ts";

const { describe, it } = requires("snmp");

const operator: ToolUser = { ...manager, name: "operator" };
const reader: ToolUser = { ...manager, name: "reader" };

describe("commands by SET", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let board: Resource;
  let exporter: SnmpExporter;
  let asked: OperationRequest[];
  let finish: () => Promise<void>;
  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    board = sample.boards[0]!;
    asked = [];
    finish = async () => {};
    memory.domain.addSource({
      controller: "shelf",
      operate: (request) => {
        asked.push(request);
        return finish();
      },
    });
    exporter = await startExporter(memory.domain, memory.clock, {
      users: [
        { ...operator, role: "Operator" },
        { ...reader, role: "ReadOnly" },
      ],
    });
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  const set = (...args: string[]): Promise<ToolResult> => named(exporter, operator, "snmpset", ...args);
  const cell = async (name: string) => Object.values(values(await named(exporter, reader, "snmpget", name)))[0];
  const command = async (index: number) => {
    const all = values(await named(exporter, reader, "snmpbulkwalk", "hpiAgentCommandTable"));
    const own = Object.entries(all).filter(([name]) => name.endsWith(`.${index}`));
    return Object.fromEntries(own.map(([name, value]) => [name.split(".")[0]!.slice(15), value]));
  };
  const ended = async (index: number) => {
    await until(() => memory.domain.operations().every(({ state }) => state !== "queued" && state !== "running"));
    return command(index);
  };

  it("answer at once and become a row that tells how it went", async () => {
    let release = (): void => {};
    finish = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    expect((await set(`hpiAgentHotSwapRequest.${board.id}`, "i", "deactivate")).status).toBe(0);
    expect(await cell("hpiAgentCommandLast.0")).toBe("1");
    await until(() => asked.length === 1);
    expect(await command(1)).toMatchObject({
      ...{ Target: `hpiAgentHotSwapRequest.${board.id}`, Status: "running", Requester: "operator" },
      ...{ Text: "set-hot-swap deactivate of Board 3: KC-9120", ErrorCode: "", Operation: "operation-1" },
    });
    expect(asked).toEqual([{ kind: "set-hot-swap", resourceId: board.id, desired: "deactivate" }]);
    release();
    expect(await ended(1)).toMatchObject({ Status: "done" });
    expect(await cell(`hpiAgentHotSwapRequest.${board.id}`)).toBe("none");
  });

  it("are given by entStateAdmin too", async () => {
    const admin = (id: number) => `.1.3.6.1.2.1.131.1.1.1.2.${id}`;
    expect((await set(admin(board.id), "i", "2")).status).toBe(0);
    await ended(1);
    expect((await set(admin(board.id), "i", "4")).status).toBe(0);
    await ended(2);
    expect(asked.map(({ desired }) => desired)).toEqual(["deactivate", "activate"]);
    expect((await set(admin(board.id), "i", "3")).stderr).toContain("inconsistentValue");
    expect((await set(admin(board.id), "i", "9")).stderr).toContain("wrongValue");
    expect((await set(admin(sample.shelf.id), "i", "2")).stderr).toContain("notWritable");
  });

  it("tell what went wrong", async () => {
    finish = () => Promise.reject(new DeviceRefusedError("E_COMPLETION", "it says no"));
    await set(`hpiAgentPowerAction.${board.id}`, "i", "cycle");
    expect(await ended(1)).toMatchObject({ Status: "failed", ErrorCode: "E_COMPLETION", ErrorText: "it says no" });
  });

  it("tell their end once, with what the row has", async () => {
    finish = () => Promise.reject(new DeviceRefusedError("E_COMPLETION", "it says no"));
    await set(`hpiAgentPowerAction.${board.id}`, "i", "cycle");
    await ended(1);
    const log = async (column: string) => {
      await memory.clock.advance(20);
      return (await named(exporter, reader, "snmpbulkwalk", "-On", "-OQ", `1.3.6.1.2.1.92.1.3.${column}`)).stdout;
    };
    await until(async () => (await log("1.1.9")).includes(".9999.1.0.21"));
    expect((await log("1.1.9")).match(/\.9999\.1\.0\.21\n/g)).toHaveLength(1);
    expect(await log("2.1.8")).toContain("it says no");
  });

  it("reach the hardware as what was asked: power, reset, rediscovery", async () => {
    for (const action of ["on", "off", "cycle", "coldReset", "warmReset", "gracefulReset"]) {
      expect((await set(`hpiAgentPowerAction.${board.id}`, "i", action)).status).toBe(0);
      await until(() => memory.domain.operations().every(({ state }) => state === "done"));
    }
    await set(`hpiAgentResourceRediscover.${board.id}`, "i", "now");
    await ended(7);
    expect(asked.map(({ kind, desired }) => `${kind} ${desired}`)).toEqual([
      ...["set-power on", "set-power off", "set-power cycle", "reset cold", "reset warm", "reset graceful"],
      "rediscover now",
    ]);
  });

  it("become one for all thresholds of a sensor in one SET, in the sensor's unit", async () => {
    const sensorId = sample.sensorId(board, "Inlet Temp");
    const volts = sample.sensorId(board, "Payload 12V");
    const done = await set(
      ...[`hpiAgentThresholdValue.${sensorId}.upperMinor`, "i", "405"],
      ...[`hpiAgentThresholdValue.${volts}.lowerMinor`, "i", "11400"],
      ...[`hpiAgentThresholdValue.${sensorId}.positiveHysteresis`, "i", "20"],
    );
    expect(done.stderr).toBe("");
    await ended(2);
    expect(asked).toEqual([
      {
        ...{ kind: "set-thresholds", resourceId: board.id, sensorId },
        desired: { upperMinor: 40.5, positiveHysteresis: 2 },
      },
      { kind: "set-thresholds", resourceId: board.id, sensorId: volts, desired: { lowerMinor: 11.4 } },
    ]);
  });

  it("set a control to what the SET names and leave the rest as it is", async () => {
    const led = `${board.id}.0`;
    await set(
      ...[`hpiAgentControlState.${led}`, "i", "2"],
      ...[`hpiAgentControlOnTime.${led}`, "u", "200"],
      ...[`hpiAgentControlOffTime.${led}`, "u", "800"],
    );
    await ended(1);
    await set(`hpiAgentControlMode.${led}`, "i", "auto");
    await ended(2);
    const controlId = sample.controlId(board);
    const blinking = { type: "led", mode: "blink", color: "blue", onMs: 200, offMs: 800 };
    expect(asked).toEqual([
      {
        ...{ kind: "set-control", resourceId: board.id, controlId },
        desired: { mode: "manual", state: blinking },
      },
      {
        ...{ kind: "set-control", resourceId: board.id, controlId },
        desired: { mode: "auto", state: { type: "led", mode: "off", color: "blue", onMs: 0, offMs: 0 } },
      },
    ]);
  });

  it("are given all or none", async () => {
    const sensorId = sample.sensorId(board, "Inlet Temp");
    const refused = await set(
      ...[`hpiAgentHotSwapRequest.${board.id}`, "i", "deactivate"],
      ...[`hpiAgentThresholdValue.${sensorId}.lowerMinor`, "i", "1"],
    );
    expect(refused.stderr).toContain("noCreation");
    const serial = await set(
      ...[`hpiAgentHotSwapRequest.${board.id}`, "i", "deactivate"],
      ...["hpiAgentSetSerialNo.0", "i", "0"],
      ...["hpiAgentSetSerialNo.0", "i", "0"],
    );
    expect(serial.stderr).toContain("commitFailed");
    expect(await cell("hpiAgentSetSerialNo.0")).toBe("0");
    expect(await cell("hpiAgentCommandLast.0")).toBe("0");
    expect(memory.domain.operations()).toEqual([]);
  });

  it("are refused to who may only read", async () => {
    const refused = await named(exporter, reader, "snmpset", `hpiAgentHotSwapRequest.${board.id}`, "i", "activate");
    expect(refused.stderr).toMatch(/authorizationError|noAccess/);
    expect(memory.domain.operations()).toEqual([]);
  });

  it("are refused for values and resources that make no sense", async () => {
    const wrong: readonly (readonly [string, string, string])[] = [
      [`hpiAgentHotSwapRequest.${board.id}`, "4", "wrongValue"],
      [`hpiAgentHotSwapRequest.${sample.shelf.id}`, "2", "noCreation"],
      [`hpiAgentPowerAction.${board.id}`, "99", "wrongValue"],
      [`hpiAgentPowerAction.${sample.fanTray.id}`, "2", "noCreation"],
      [`hpiAgentControlState.${board.id}.0`, "17", "wrongValue"],
      [`hpiAgentControlColor.${board.id}.0`, "2", "inconsistentValue"],
      ["hpiAgentAlarmAcknowledged.77", "1", "noCreation"],
      ["hpiAgentResources.0", "1", "notWritable"],
    ];
    for (const [name, value, status] of wrong) {
      const type = name.startsWith("hpiAgentResources") ? "u" : "i";
      // Without the module's own checks of values.
      const { stderr } = await named(exporter, operator, "snmpset", "-Ir", name, type, value);
      expect(`${name}: ${stderr}`).toContain(status);
    }
    expect(memory.domain.operations()).toEqual([]);
  });

  it("wait for a lock: a SET with an old serial number does nothing", async () => {
    expect((await set("hpiAgentSetSerialNo.0", "i", "0")).status).toBe(0);
    const late = await set("hpiAgentSetSerialNo.0", "i", "0", `hpiAgentHotSwapRequest.${board.id}`, "i", "activate");
    expect(late.stderr).toContain("inconsistentValue");
    expect(await cell("hpiAgentSetSerialNo.0")).toBe("1");
    expect(memory.domain.operations()).toEqual([]);
  });

  it("acknowledge alarms", async () => {
    await memory.domain.agentAlarm("fan", "major", "the fan stands");
    const [alarm] = memory.domain.alarms();
    const name = `hpiAgentAlarmAcknowledged.${alarm!.id}`;
    expect(await cell(name)).toBe("false");
    expect((await named(exporter, reader, "snmpset", name, "i", "true")).status).not.toBe(0);
    expect((await set(name, "i", "false")).stderr).toContain("wrongValue");
    expect((await set(name, "i", "true")).status).toBe(0);
    expect(await cell(name)).toBe("true");
    expect(memory.domain.alarms()[0]!.acknowledged).toBe(true);
  });
});

describe("the table of commands", () => {
  it("does not use numbers again whose end may still be told", async () => {
    const first = await memoryDomain();
    const sample = await describeSampleShelf(first.domain);
    first.domain.addSource({ controller: "shelf", operate: () => new Promise(() => {}) });
    const request = { kind: "set-power", resourceId: sample.boards[0]!.id, desired: "on" } as const;
    const principal = { id: "op", door: "snmp", source: "snmp:192.0.2.1", role: "Operator" } as const;
    first.domain.perform(request, principal, undefined, "snmp 41 1.3.6.1");
    await until(() => first.journal.entries.some(({ body }) => body.includes("snmp 41")));
    const { domain, clock } = await memoryDomain({ journal: first.journal, ids: first.ids });
    const commands = new Commands({ domain, store: new ObjectStore(), clock, roleOf: () => "Operator" });
    expect(commands.last).toBe(41);
    await domain.close();
    await first.domain.close();
  });

  it("keeps the last 256, and takes no more while none of them has ended", async () => {
    const { domain, clock } = await memoryDomain();
    const sample = await describeSampleShelf(domain);
    const store = new ObjectStore();
    const commands = new Commands({ domain, store, clock, roleOf: () => "Operator" });
    const column = [1, 3, 6, 1, 99];
    const writer = commands.writer(column, ({ index }) => {
      const resourceId = sample.boards[index[0]! % 2]!.id;
      return actionWish({ index, row: 0, value: 2, principal: "me" }, `of ${index[0]}`, [
        { kind: "set-power", resourceId, desired: "on" },
      ]);
    });
    const give = async (i: number) => {
      const assignment = { index: [i], row: 0, value: 2, principal: "me" };
      const status = writer.test(assignment);
      if (status === ErrorStatus.noError) writer.commit(assignment);
      await Promise.resolve();
      return status;
    };
    const rows = () => store.columns[0]!.table.rows;
    // No source owns the boards: each command fails at once.
    for (let i = 0; i < 300; i++) expect(await give(i)).toBe(ErrorStatus.noError);
    expect(rows().count).toBe(256);
    expect(rows().arcs.at(-1)).toBe(300);
    domain.addSource({ controller: "shelf", operate: () => new Promise(() => {}) });
    const statuses = new Set<number>();
    for (let i = 300; i < 400; i++) statuses.add(await give(i));
    // Each resource takes so many at a time.
    expect([...statuses]).toEqual([ErrorStatus.noError, ErrorStatus.resourceUnavailable]);
    expect(rows().count).toBe(256);
    await domain.close();
  });

  it("takes back what was not asked for yet", async () => {
    const { domain, clock } = await memoryDomain();
    const sample = await describeSampleShelf(domain);
    const commands = new Commands({ domain, store: new ObjectStore(), clock, roleOf: () => "Operator" });
    const assignment: Assignment = { index: [1], row: 0, value: 2, principal: "me" };
    const writer = commands.writer([1, 3], (wanted) =>
      actionWish(wanted, "x", [{ kind: "set-power", resourceId: sample.boards[0]!.id, desired: "on" }]),
    );
    expect(writer.commit(assignment)).toBe(ErrorStatus.noError);
    expect(writer.undo(assignment)).toBe(true);
    await Promise.resolve();
    expect(commands.last).toBe(0);
    expect(writer.commit(assignment)).toBe(ErrorStatus.noError);
    await Promise.resolve();
    expect(commands.last).toBe(1);
    expect(writer.undo(assignment)).toBe(false);
    await domain.close();
  });
});
