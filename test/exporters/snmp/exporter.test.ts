import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import type { HotSwapState } from "../../../src/hpi/hot-swap.ts";
import type { Resource } from "../../../src/hpi/resource.ts";
import { authPriv, netSnmp, tool } from "../../snmp/support/net-snmp.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { CONTAINS, manager, memoryState, PHYSICAL, SENSOR, startExporter, walk } from "./support.ts";

netSnmp.describe("the SNMP exporter, seen with net-snmp", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let exporter: SnmpExporter;
  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    exporter = await startExporter(memory.domain, memory.clock);
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  async function hotSwap(resource: Resource, state: HotSwapState): Promise<void> {
    await memory.domain.emit({
      type: "hot-swap",
      severity: "informational",
      time: memory.domain.eventTime(),
      origin: "event-message",
      resourceId: resource.id,
      state,
      previousState: null,
      cause: "surprise-extraction",
      native: null,
      text: "moved",
    });
  }

  it("has a row for every resource and sensor, in order, each with every column", async () => {
    const rows = await walk(exporter, PHYSICAL.slice(0, -1));
    const resources = memory.domain.resources();
    const ids = resources
      .flatMap((r) => [r.id, ...memory.domain.sensorsOf(r.id).map((s) => s.id)])
      .sort((a, b) => a - b);
    expect(ids.length).toBeGreaterThan(15);
    const expected = Array.from({ length: 18 }, (_, i) => ids.map((id) => `.${i + 2}.${id}`)).flat();
    expect([...rows.keys()]).toEqual(expected);
  });

  it("describes a board with what is known of it", async () => {
    const rows = await walk(exporter, PHYSICAL.slice(0, -1));
    const [board] = sample.boards;
    const [slot] = sample.slots;
    const cells = Object.fromEntries(
      [...rows].filter(([k]) => k.endsWith(`.${board!.id}`)).map(([k, v]) => [k.split(".")[1], v]),
    );
    expect(cells).toMatchObject({
      2: "Kestrel Systems KC-9120 Compute module",
      3: ".0.0",
      4: String(slot!.id),
      5: "9",
      6: "3",
      7: "Board 3: KC-9120",
      8: "3.2",
      9: "4.07",
      11: "KC9120-0003",
      12: "Kestrel Systems",
      13: "KC-9120 Compute",
      16: "1",
    });
    expect(cells["17"]!.trim()).toBe("07 E9 06 03 0A 14 00 00 2B 00 00");
  });

  it("names a sensor as its device does, and describes it with the resource it belongs to", async () => {
    const rows = await walk(exporter, PHYSICAL.slice(0, -1));
    const temperatures = sample.boards.map((board) => sample.sensorId(board, "Inlet Temp"));
    expect(temperatures).toHaveLength(2);
    expect(temperatures.map((id) => rows.get(`.7.${id}`))).toEqual(["Inlet Temp", "Inlet Temp"]);
    expect(temperatures.map((id) => rows.get(`.2.${id}`))).toEqual([
      "Inlet Temp temperature sensor of Board 3: KC-9120",
      "Inlet Temp temperature sensor of Board 4: KC-9120",
    ]);
  });

  it("shows the slots, filled and empty, as containers of the chassis", async () => {
    const rows = await walk(exporter, PHYSICAL.slice(0, -1));
    for (const slot of sample.slots) {
      expect(rows.get(`.5.${slot.id}`)).toBe("5");
      expect(rows.get(`.4.${slot.id}`)).toBe(String(sample.shelf.id));
    }
    expect(rows.get(`.5.${sample.shelf.id}`)).toBe("3");
    expect(rows.get(`.4.${sample.shelf.id}`)).toBe("0");
    expect(rows.get(`.5.${sample.fanTray.id}`)).toBe("7");
    expect(rows.get(`.5.${sample.powerEntry.id}`)).toBe("6");
  });

  it("lists in entPhysicalContainsTable exactly what entPhysicalContainedIn says", async () => {
    const rows = await walk(exporter, PHYSICAL.slice(0, -1));
    const pairs = [...rows]
      .filter(([k, v]) => k.startsWith(".4.") && v !== "0")
      .map(([k, v]) => [Number(v), Number(k.slice(3))] as const);
    pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const contains = await walk(exporter, CONTAINS.slice(0, -1));
    expect([...contains]).toEqual(pairs.map(([parent, child]) => [`.1.${parent}.${child}`, String(child)]));
  });

  it("gives every pair of siblings of one class different positions", async () => {
    const rows = await walk(exporter, PHYSICAL.slice(0, -1));
    const claims = [...rows]
      .filter(([k, v]) => k.startsWith(".6.") && v !== "-1")
      .map(([k, v]) => {
        const id = k.slice(3);
        return `${rows.get(`.4.${id}`)}/${rows.get(`.5.${id}`)}/${v}`;
      });
    expect(claims.length).toBeGreaterThan(15);
    expect(new Set(claims).size).toBe(claims.length);
  });

  it("shows a reading in its scale as soon as it is reported, with its time", async () => {
    const sensorId = sample.sensorId(sample.shelfManager, "Board Temp");
    await memory.clock.advance(5000);
    memory.domain.report(sensorId, { quality: "good", reason: "none", value: 41.26, states: [] });
    await memory.clock.advance(1000);
    const rows = await walk(exporter, SENSOR.slice(0, -1));
    const cell = (column: number) => rows.get(`.${column}.${sensorId}`);
    expect([1, 2, 3, 4, 5, 6, 7].map(cell)).toEqual(["8", "9", "1", "413", "1", "degrees C", "500"]);
  });

  it("keeps the value of a reading that went stale and says it is unavailable", async () => {
    const sensorId = sample.sensorId(sample.shelfManager, "Board Temp");
    memory.domain.report(sensorId, { quality: "good", reason: "none", value: 40, states: [] });
    await memory.domain.setSilent(sample.shelfManager.id, true, "test");
    const rows = await walk(exporter, SENSOR.slice(0, -1));
    expect([4, 5].map((c) => rows.get(`.${c}.${sensorId}`))).toEqual(["400", "2"]);
    memory.domain.report(sensorId, { quality: "unavailable", reason: "error", value: null, states: [] });
    expect((await walk(exporter, SENSOR.slice(0, -1))).get(`.5.${sensorId}`)).toBe("3");
  });

  it("takes a board that is pulled out of all tables, leaves its slot, and brings it back under the same indexes", async () => {
    const [board] = sample.boards;
    const before = await walk(exporter, PHYSICAL.slice(0, -1));
    const sensors = memory.domain.sensorsOf(board!.id).map((s) => s.id);
    await memory.clock.advance(60_000);
    await hotSwap(board!, "NotPresent");
    const gone = await walk(exporter, PHYSICAL.slice(0, -1));
    for (const id of [board!.id, ...sensors]) expect(gone.has(`.7.${id}`)).toBe(false);
    expect(gone.get(`.7.${sample.slots[0]!.id}`)).toBe("Slot 3");
    expect(
      [...(await walk(exporter, SENSOR.slice(0, -1))).keys()].filter((k) => sensors.some((id) => k.endsWith(`.${id}`))),
    ).toEqual([]);
    expect(
      [...(await walk(exporter, CONTAINS.slice(0, -1))).keys()].filter((k) => k.endsWith(`.${board!.id}`)),
    ).toEqual([]);
    expect((await walk(exporter, "1.3.6.1.2.1.47.1.4")).get(".1.0")).toBe("6000");
    await hotSwap(board!, "Active");
    expect(await walk(exporter, PHYSICAL.slice(0, -1))).toEqual(before);
  });

  it("follows resources that come, move under a new container, and go", async () => {
    const [board] = sample.boards;
    const [slot] = sample.slots;
    memory.domain.withdraw(slot!.id);
    let rows = await walk(exporter, PHYSICAL.slice(0, -1));
    expect(rows.has(`.7.${slot!.id}`)).toBe(false);
    expect(rows.get(`.4.${board!.id}`)).toBe(String(sample.shelf.id));
    const {
      id: _i,
      parentId: _p,
      hotSwap: _h,
      present: _r,
      silent: _s,
      generation: _g,
      revision: _v,
      instruments: _n,
      ...description
    } = slot!;
    await memory.domain.describe({ ...description, rdrs: [] });
    rows = await walk(exporter, PHYSICAL.slice(0, -1));
    expect(rows.get(`.4.${board!.id}`)).toBe(String(slot!.id));
    memory.domain.withdraw(board!.id);
    rows = await walk(exporter, PHYSICAL.slice(0, -1));
    expect(rows.has(`.7.${board!.id}`)).toBe(false);
  });

  it("shows the system, engine and statistics groups", async () => {
    const system = await walk(exporter, "1.3.6.1.2.1.1");
    expect(system.get(".1.0")).toBe("hpi-agent 1.2.3");
    expect(system.get(".5.0")).toBe("test");
    expect(system.get(".7.0")).toBe("72");
    expect([...system.keys()].filter((k) => k.startsWith(".9.1.2."))).toHaveLength(13);
    const engine = await walk(exporter, "1.3.6.1.6.3.10.2.1");
    expect(engine.get(".1.0")!.replace(/\s/g, "").toLowerCase()).toBe(Buffer.from(exporter.engineId).toString("hex"));
    expect(engine.get(".2.0")).toBe("1");
    expect([...(await walk(exporter, "1.3.6.1.6.3.15.1.1")).keys()]).toEqual([1, 2, 3, 4, 5, 6].map((n) => `.${n}.0`));
    const snmp = await walk(exporter, "1.3.6.1.2.1.11");
    expect(Number(snmp.get(".1.0"))).toBeGreaterThan(3);
  });

  it("gives no data to an empty user name or a wrong digest", async () => {
    const target = `127.0.0.1:${exporter.addresses[0]!.port}`;
    const common = ["-r", "0", "-t", "5", "-On", target, "1.3.6.1.2.1"];
    for (const args of [
      ["-v3", "-l", "noAuthNoPriv", "-u", ""],
      ["-v2c", "-c", "public", "-t", "0.2"],
      authPriv({ ...manager, authPassword: "wrong-words" }),
    ]) {
      const result = await tool("snmpbulkwalk", ...args, ...common);
      expect(result.stdout).toBe("");
      expect(result.status).not.toBe(0);
    }
  });

  it("changes nothing by SET", async () => {
    const target = `127.0.0.1:${exporter.addresses[0]!.port}`;
    const result = await tool("snmpset", ...authPriv(manager), target, "1.3.6.1.2.1.1.5.0", "s", "mine");
    expect(result.status).not.toBe(0);
    expect((await walk(exporter, "1.3.6.1.2.1.1")).get(".5.0")).toBe("test");
  });
});

describe("the SNMP exporter's life", () => {
  netSnmp.it("says so in sysDescr when the hardware is simulated", async () => {
    const { domain, clock } = await memoryDomain({ simulated: true });
    const exporter = await startExporter(domain, clock);
    expect((await walk(exporter, "1.3.6.1.2.1.1.1")).get(".0")).toBe("hpi-agent 1.2.3, simulated hardware");
    await exporter.close();
    await domain.close();
  });

  it("counts a boot at each start and keeps its engine id", async () => {
    const { domain, clock } = await memoryDomain();
    const state = memoryState();
    const first = await startExporter(domain, clock, { state });
    await first.close();
    const second = await startExporter(domain, clock, { state });
    await second.close();
    expect(second.engineId).toEqual(first.engineId);
    expect(state.kept!.boots).toBe(2);
    await domain.close();
  });

  it("stores the boots before it opens a socket", async () => {
    const { domain, clock } = await memoryDomain();
    let opened = 0;
    const udp = () => {
      opened++;
      throw new TypeError("no sockets here");
    };
    const broken = { load: () => undefined, store: () => Promise.reject(new TypeError("disk full")) };
    await expect(startExporter(domain, clock, { state: broken, udp })).rejects.toThrow("disk full");
    expect(opened).toBe(0);
    await domain.close();
  });

  it("closes what it opened when a later address cannot be bound", async () => {
    const { domain, clock } = await memoryDomain();
    const taken = await startExporter(domain, clock);
    const { port } = taken.addresses[0]!;
    const listeners = [
      { host: "127.0.0.1", port: 0 },
      { host: "127.0.0.1", port },
    ];
    await expect(startExporter(domain, clock, { listeners })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await taken.close();
    const again = await startExporter(domain, clock, {
      listeners: [
        { host: "127.0.0.1", port },
        { host: "::1", port: 0 },
      ],
    });
    expect(again.addresses).toHaveLength(2);
    await again.close();
    await domain.close();
  });
});
