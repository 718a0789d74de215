import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BASE_OID } from "../../../../src/exporters/snmp/base-oid.ts";
import type { SnmpExporter } from "../../../../src/exporters/snmp/index.ts";
import { formatOid } from "../../../../src/snmp/oid.ts";
import { readCommunityReply } from "../../../snmp/support/community-message.ts";
import { type MemoryDomain, memoryDomain } from "../../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../../support/sample-model.ts";
import { until } from "../../../support/until.ts";
import { startExporter } from "../support.ts";
import { type DefinedObject, readModule } from "./module-file.ts";

interface Told {
  readonly name: string;
  /** Values by the name of their object. */
  readonly objects: Readonly<Record<string, unknown>>;
}

describe("the notifications of HPI-AGENT-MIB", () => {
  const defined = new Map<string, DefinedObject>(readModule().map((object) => [formatOid(object.oid), object]));
  let memory: MemoryDomain;
  let sample: SampleModel;
  let exporter: SnmpExporter;
  let socket: ReturnType<typeof createSocket>;
  let told: Told[];

  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    told = [];
    socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.on("message", (datagram) => {
      const { varbinds } = readCommunityReply(datagram);
      const id = String(varbinds[1]!.value);
      const notification = defined.get(id);
      if (!id.startsWith(formatOid(BASE_OID))) return;
      const carried = varbinds.slice(2).map(({ name, value }) => [nameOf(name), value] as const);
      // Exactly what the module says, in its order.
      expect(carried.map(([name]) => name)).toEqual(notification?.objects);
      told.push({ name: notification?.name ?? id, objects: Object.fromEntries(carried) });
    });
    const security = { version: "v2c", community: "traps" } as const;
    const { port } = socket.address();
    exporter = await startExporter(memory.domain, memory.clock, {
      targets: [{ name: "noc", host: "127.0.0.1", port, kind: "trap", security, timeout: 1000, retries: 1 }],
    });
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
    socket.close();
    await once(socket, "close");
  });

  function nameOf(oid: string): string {
    for (let at = oid; at.includes("."); at = at.slice(0, at.lastIndexOf("."))) {
      const object = defined.get(at);
      if (object !== undefined) return object.name;
    }
    return oid;
  }
  const names = () => told.map(({ name }) => name);
  const text = (value: unknown): string => Buffer.from(String(value), "latin1").toString("utf8");

  const time = () => memory.domain.eventTime();
  const threshold = (assertion: boolean) =>
    memory.domain.emit({
      ...{ type: "sensor", severity: "major", time: time(), origin: "event-message", resourceId: sample.boards[0]!.id },
      ...{ sensorId: sample.sensorId(sample.boards[0]!, "Inlet Temp"), sensorNumber: 4, sensorName: "Inlet Temp" },
      ...{
        sensorType: "temperature",
        assertion,
        state: "upperMajor",
        text: "too warm",
        reading: 33.5,
        threshold: 32.4,
      },
    });

  it("tell a crossed threshold with its reading, and the alarm it is", async () => {
    const event = await threshold(true);
    const end = await threshold(false);
    await until(() => told.length === 4);
    expect(names().sort()).toEqual([
      ...["hpiAgentEventAlarmCleared", "hpiAgentEventAlarmRaised"],
      ...["hpiAgentEventThresholdCleared", "hpiAgentEventThresholdCrossed"],
    ]);
    const places = ["Raised", "Cleared"].map(
      (what) => told.find(({ name }) => name === `hpiAgentEventAlarm${what}`)!.objects["hpiAgentNotifyLogSequence"],
    );
    expect(places).toEqual([event.sequence, end.sequence]);
    const { objects } = told.find(({ name }) => name === "hpiAgentEventThresholdCrossed")!;
    expect(objects).toMatchObject({
      ...{ hpiAgentNotifySeverity: 2, hpiAgentNotifyEntity: sample.boards[0]!.id },
      ...{ hpiAgentNotifyLogSequence: event.sequence, hpiAgentNotifyAsserted: 1 },
    });
    expect(text(objects["hpiAgentNotifyReading"])).toBe("33.5");
    expect(text(objects["hpiAgentNotifyThreshold"])).toBe("32.4");
    expect(text(objects["hpiAgentNotifyEntityPath"])).toBe(
      "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,3}{PICMG_FRONT_BLADE,3}",
    );
  });

  it("have numbers without gaps", async () => {
    for (let i = 0; i < 5; i++) await threshold(i % 2 === 0);
    await until(() => told.length === 10);
    const numbers = told.map(({ objects }) => Number(objects["hpiAgentNotifySequence"])).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, i) => numbers[0]! + i));
  });

  it("tell hot swap, silence, its end, commands and records without a meaning", async () => {
    const [board] = sample.boards;
    await memory.domain.emit({
      ...{ type: "hot-swap", severity: "informational", time: time(), origin: "event-message", resourceId: board!.id },
      ...{ state: "ExtractionPending", previousState: "Active", cause: "operator-latch", native: "M5", text: "moved" },
    });
    await memory.domain.setSilent(board!.id, true, "no answer");
    await memory.domain.setSilent(board!.id, false, "");
    await memory.domain.emit({
      ...{ type: "oem", severity: "informational", time: time(), origin: "sel", resourceId: null },
      ...{ text: "something", raw: "0102ff", data: "ff" },
    });
    await until(() => told.length === 6);
    expect(names().filter((name) => !name.includes("Alarm"))).toEqual([
      ...["hpiAgentEventHotSwap", "hpiAgentEventResourceFailed"],
      ...["hpiAgentEventResourceRestored", "hpiAgentEventSelEntry"],
    ]);
    expect(told[0]!.objects).toMatchObject({
      ...{ hpiAgentHotSwapState: 6, hpiAgentHotSwapPreviousState: 5, hpiAgentHotSwapCause: 4 },
    });
    expect(Buffer.from(String(told.at(-1)!.objects["hpiAgentNotifyRaw"]), "latin1").toString("hex")).toBe("0102ff");
  });

  it("tell that the log is not durable, and that it is again", async () => {
    memory.journal.failure = new Error("disk full");
    await threshold(true);
    await until(() => names().includes("hpiAgentEventLogNotDurable"));
    memory.journal.failure = null;
    await until(async () => {
      await memory.clock.advance(1000);
      return names().includes("hpiAgentEventLogDurable");
    });
  });

  it("tell that the agent ends", async () => {
    await exporter.close();
    await until(() => names().includes("hpiAgentEventShutdown"));
  });
});
