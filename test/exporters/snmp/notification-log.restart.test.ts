import { afterEach, beforeEach, expect } from "vitest";
import type { OutboxPort, OutboxState, SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import { authPriv, tool } from "../../snmp/support/net-snmp.ts";
import { type MemoryDomain, MemoryJournal, memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf } from "../../support/sample-model.ts";
import { until } from "../../support/until.ts";
import { manager, memoryState, startExporter, walk } from "./support.ts";

const { describe, it } = requires("snmp");

const LOG = "1.3.6.1.2.1.92.1";
const LIMIT = `${LOG}.1.1.0`;
const AGE_OUT = `${LOG}.1.2.0`;

describe("the log of notifications over a restart", () => {
  let memory: MemoryDomain;
  let exporter: SnmpExporter;
  let journal: MemoryJournal;
  let delivered: OutboxState | undefined;
  let kept: Readonly<Record<string, string>>;
  const state = memoryState();
  beforeEach(async () => {
    memory = await memoryDomain();
    await describeSampleShelf(memory.domain);
    [journal, delivered, kept] = [new MemoryJournal("outbox"), undefined, {}];
    await start();
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  async function start(): Promise<void> {
    const outbox: OutboxPort = {
      journal,
      load: async () => delivered,
      store: async (next) => {
        delivered = next;
      },
    };
    exporter = await startExporter(memory.domain, memory.clock, {
      ...{
        state,
        outbox,
        users: [
          { ...manager, role: "Administrator" },
          { ...manager, name: "op", role: "Operator" },
        ],
      },
      settings: {
        load: () => kept,
        store: (settings) => {
          kept = settings;
        },
      },
    });
  }
  async function restart(): Promise<void> {
    await exporter.close();
    await start();
    await memory.clock.advance(20);
  }
  async function raise(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await memory.domain.agentAlarm(`fan ${i}`, "minor", `fan ${i} is slow`);
    await memory.clock.advance(20);
  }
  /** The cells of a column of nlmLogTable by the number of the entry. */
  async function entries(column: number): Promise<Map<number, string>> {
    const rows = await walk(exporter, `${LOG}.3.1.1.${column}`);
    return new Map([...rows].map(([name, value]) => [Number(name.split(".").at(-1)), value]));
  }
  const set = (name: string, value: string, user = "manager") => {
    const agent = `127.0.0.1:${exporter.addresses[0]!.port}`;
    return tool("snmpset", ...authPriv({ ...manager, name: user }), "-Oqv", agent, name, "u", value);
  };

  it("has the entries of earlier runs, with their numbers, dates and objects, at sysUpTime zero", async () => {
    await memory.clock.advance(5000);
    await raise(2);
    const before = { ids: await entries(9), dates: await entries(3), texts: await walk(exporter, `${LOG}.3.2.1.8`) };
    expect([...(await entries(2)).values()].at(-1)).not.toBe("0");
    await memory.clock.advance(60_000);
    await restart();
    const ids = await entries(9);
    expect([...ids].slice(0, before.ids.size)).toEqual([...before.ids]);
    // The end of the first run and the start of the second one came after them.
    const numbers = [...ids.keys()];
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    expect(numbers.length).toBeGreaterThan(before.ids.size + 1);
    expect([...(await entries(3))].slice(0, before.dates.size)).toEqual([...before.dates]);
    for (const [name, text] of before.texts) expect((await walk(exporter, `${LOG}.3.2.1.8`)).get(name)).toBe(text);
    const upTimes = [...(await entries(2)).values()];
    expect(new Set(upTimes.slice(0, before.ids.size))).toEqual(new Set(["0"]));
    const stats = await walk(exporter, `${LOG}.2`);
    expect(Number(stats.get(".1.0"))).toBe(numbers.length - before.ids.size - 1);
    expect(stats.get(".2.0")).toBe("0");
  });

  it("holds what managers set as its limit; what that discarded does not come back", async () => {
    await raise(5);
    expect((await set(LIMIT, "2", "op")).stderr).toContain("noAccess");
    expect((await set(LIMIT, "2")).stdout.trim()).toBe("2");
    await until(async () => (await entries(9)).size === 2);
    expect((await walk(exporter, `${LOG}.2`)).get(".2.0")).not.toBe("0");
    const last = Math.max(...(await entries(9)).keys());
    expect((await set(LIMIT, "100")).stdout.trim()).toBe("100");
    await raise(0);
    await restart();
    expect((await walk(exporter, `${LOG}.1`)).get(".1.0")).toBe("100");
    expect(Math.min(...(await entries(9)).keys())).toBe(last - 1);
  });

  it("lets entries go by their age, also of earlier runs", async () => {
    await raise(1);
    expect((await set(AGE_OUT, "10")).stdout.trim()).toBe("10");
    await memory.clock.advance(9 * 60_000);
    await restart();
    expect((await entries(9)).size).toBeGreaterThan(2);
    await memory.clock.advance(2 * 60_000);
    const dates = await entries(3);
    // Left are the end of the first run, the start of the second, its entities and the alarm that holds.
    expect(dates.size).toBe(4);
    expect((await set(AGE_OUT, "0")).stdout.trim()).toBe("0");
    await memory.clock.advance(60 * 60_000);
    expect((await entries(3)).size).toBe(4);
  });

  it("comes back as the newest thousand, without what is damaged", async () => {
    await exporter.close();
    const damaged = journal.entries.at(-1)!;
    for (let sequence = damaged.sequence + 1; sequence <= 1500; sequence++) {
      journal.entries.push({ sequence, body: sequence % 100 === 0 ? "{" : damaged.body });
    }
    await start();
    await memory.clock.advance(20);
    const numbers = [...(await entries(9)).keys()];
    expect(numbers.length).toBeLessThanOrEqual(1000);
    expect(numbers).not.toContain(1400);
    expect(numbers).toContain(1401);
    expect(Math.max(...numbers)).toBeGreaterThan(1500);
  });
});
