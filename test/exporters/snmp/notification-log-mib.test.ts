import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { NotificationLogLimits } from "../../../src/exporters/snmp/notification-log-limits.ts";
import { NotificationLog } from "../../../src/exporters/snmp/notification-log-mib.ts";
import { SnmpEngine } from "../../../src/snmp/engine.ts";
import { ObjectStore } from "../../../src/snmp/store.ts";
import { memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf } from "../../support/sample-model.ts";
import { startExporter, walk } from "./support.ts";

const installed = requires("snmp");
const LOG = "1.3.6.1.2.1.92.1";

installed.describe("the log of notifications", () => {
  it("keeps what was told although nobody is sent it", async () => {
    const { domain, clock } = await memoryDomain();
    const sample = await describeSampleShelf(domain);
    const exporter = await startExporter(domain, clock);
    await domain.emit({
      ...{ type: "hot-swap", severity: "informational", time: domain.eventTime(), origin: "event-message" },
      ...{ resourceId: sample.boards[0]!.id, state: "Inactive", previousState: "Active", cause: "operator-latch" },
      ...{ native: "M1", text: "moved" },
    });
    await clock.advance(20);
    const rows = await walk(exporter, LOG);
    const ids = [...rows].filter(([name]) => name.startsWith(".3.1.1.9.")).map(([, id]) => id);
    expect(ids[0]).toBe(".1.3.6.1.6.3.1.1.5.1");
    const place = ids.indexOf(".1.3.6.1.4.1.8072.9999.9999.1.0.4") + 1;
    expect(place).toBeGreaterThan(0);
    // An empty log name, the entry, the variable: 8 common ones, then the state.
    expect(rows.get(`.3.2.1.2.0.${place}.9`)).toBe(`.1.3.6.1.4.1.8072.9999.9999.1.1.3.1.1.${sample.boards[0]!.id}`);
    expect(rows.get(`.3.2.1.3.0.${place}.9`)).toBe("4");
    expect(rows.get(`.3.2.1.7.0.${place}.9`)).toBe("3");
    expect(rows.get(`.3.2.1.8.0.${place}.7`)).toBe("moved");
    expect(rows.get(".2.1.0")).toBe(String(ids.length));
    await exporter.close();
    await domain.close();
  });
});

describe("a full log of notifications", () => {
  it("lets the oldest go, with their variables, and counts them", async () => {
    const clock = new ManualClock();
    const store = new ObjectStore();
    const engine = new SnmpEngine({ engineId: Buffer.alloc(8, 1), boots: 1 }, clock);
    const limits = new NotificationLogLimits(undefined, () => undefined);
    const log = new NotificationLog(store, engine, clock, limits);
    const objects = [1, 2].map((n) => ({ name: [1, 3, n, 0], syntax: "Integer32", value: n }) as const);
    for (const upTime of [1, 2]) log.add({ id: [1, 3, 9], upTime, objects });
    await clock.advance(20);
    for (let i = 3; i < 1004; i++) log.add({ id: [1, 3, 9], upTime: i, objects });
    await clock.advance(20);
    const rowsOf = (entry: readonly number[]) =>
      store.columns.find(({ table }) => table.entry.join(".") === `${LOG}.${entry.join(".")}`)!.table.rows;
    expect(rowsOf([3, 1, 1]).count).toBe(1000);
    expect([...rowsOf([3, 1, 1]).arcs.slice(0, 2)]).toEqual([0, 4]);
    expect(rowsOf([3, 2, 1]).count).toBe(2000);
    const bumped = store.columns.find(({ column }) => column.prefix.join(".") === `${LOG}.2.2`)!;
    expect(bumped.column.spec.live?.([0])).toBe(3);
  });
});
