import { afterEach, beforeEach, expect } from "vitest";
import type { SnmpExporter, SnmpManagers } from "../../../src/exporters/snmp/index.ts";
import type { NotificationTarget } from "../../../src/snmp/notification-target.ts";
import { parseOid } from "../../../src/snmp/oid.ts";
import { authPriv, tool } from "../../snmp/support/net-snmp.ts";
import { TrapReceiver } from "../../snmp/support/snmptrapd.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf } from "../../support/sample-model.ts";
import { until } from "../../support/until.ts";
import { manager, startExporter, walk } from "./support.ts";

const { describe, it } = requires("snmp", "snmptrapd");

const AGENT = "1.3.6.1.4.1.8072.9999.9999.1";
const RAISED = `.${AGENT}.0.26`;
const CLEARED = `.${AGENT}.0.27`;
const START = ".1.3.6.1.6.3.1.1.5.1";
const families = (include: readonly string[], exclude: readonly string[] = []) => [
  ...include.map((oid) => ({ subtree: parseOid(oid), included: true })),
  ...exclude.map((oid) => ({ subtree: parseOid(oid), included: false })),
];

describe("what snmptrapd is told", () => {
  let memory: MemoryDomain;
  let exporter: SnmpExporter;
  let receiver: TrapReceiver;
  beforeEach(async () => {
    memory = await memoryDomain();
    await describeSampleShelf(memory.domain);
    exporter = await startExporter(memory.domain, memory.clock);
    receiver = await TrapReceiver.start({ user: manager, engineIds: [Buffer.from(exporter.engineId)] });
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  const target = (changes: Partial<NotificationTarget>): NotificationTarget => ({
    ...{ name: "noc", host: "127.0.0.1", port: receiver.port, kind: "trap", timeout: 1000, retries: 1 },
    security: { version: "v3", user: manager },
    ...changes,
  });
  const configure = (changes: Partial<SnmpManagers>) =>
    exporter.configure({ users: [manager], views: {}, targets: [target({})], ...changes });
  const ids = () => receiver.lines.map((line) => /1\.3\.6\.1\.6\.3\.1\.1\.4\.1\.0 = (\S+)/.exec(line)?.[1] ?? "");
  async function raiseAndClear(): Promise<void> {
    await memory.domain.agentAlarm("fan", "major", "it stands");
    await memory.domain.agentAlarm("fan", null, "it turns");
  }

  it("is what the notify view of its user admits, by trap and by inform", async () => {
    const views = {
      // The name of one notification and all that notifications carry; of another one the name only.
      some: families([`${AGENT}.0.26`, `${AGENT}.1`]),
      names: families([`${AGENT}.0`]),
    };
    for (const kind of ["trap", "inform"] as const) {
      receiver.lines.length = 0;
      const seeing = { ...manager, notifyView: "some" };
      await configure({ users: [seeing], views, targets: [target({ kind, name: kind })] });
      await raiseAndClear();
      // A target that goes takes with it what it was not told yet.
      await until(() => ids().length === 1);
      await configure({ users: [{ ...manager, view: "names" }], views, targets: [target({ kind, name: `${kind}2` })] });
      await raiseAndClear();
      await configure({ targets: [target({ kind, name: `${kind}3` })] });
      await raiseAndClear();
      await until(() => ids().includes(CLEARED), { what: () => `all of them: ${ids().join(" ")}` });
      expect(ids()).toEqual([RAISED, RAISED, CLEARED]);
    }
  });

  it("is what its filter lets pass", async () => {
    const filters = {
      cleared: families([`${AGENT}.0`], [`${AGENT}.0.26`]),
      // Raised and cleared alarms carry it.
      numbers: families(["1.3"], [`${AGENT}.1.20.15`]),
    };
    await configure({ filters, targets: [target({ filter: "cleared" })] });
    await raiseAndClear();
    await configure({ filters, targets: [target({ filter: "numbers", name: "other" })] });
    await raiseAndClear();
    await configure({ filters });
    await memory.domain.agentAlarm("fan", "minor", "it is slow");
    await until(() => ids().length >= 2);
    expect(ids()).toEqual([CLEARED, RAISED]);
  });

  it("includes the start for who sees everything and for a community", async () => {
    const { engineId } = exporter;
    await exporter.close();
    const security = { version: "v2c", community: "traps" } as const;
    exporter = await startExporter(memory.domain, memory.clock, {
      targets: [target({}), target({ name: "old", security })],
    });
    expect(exporter.engineId).toEqual(engineId);
    await until(() => ids().length === 2);
    expect(ids()).toEqual([START, START]);
  });

  it("can be read: notify views, filter profiles and filters", async () => {
    const views = { some: families([`${AGENT}.0`]) };
    const filters = { moves: families([`${AGENT}.0.4`], ["1.3.6.1.2.1.47.1.1.1.1.11"]) };
    const told = { ...manager, notifyView: "some" };
    await configure({ users: [told], views, filters, targets: [target({ filter: "moves" }), target({ name: "all" })] });
    const name = (text: string) => [...Buffer.from(text)].join(".");
    const tables = await walk(exporter, "1.3.6.1.6.3.13.1");
    expect([1, 2, 3].map((column) => tables.get(`.2.1.${column}.${name("noc")}`))).toEqual(["moves", "5", "1"]);
    expect(tables.get(`.2.1.1.${name("all")}`)).toBeUndefined();
    const family = (column: number, oid: string) => tables.get(`.3.1.${column}.5.${name("moves")}.${oid}`);
    expect([2, 3, 4, 5].map((column) => family(column, `${AGENT}.0.4`))).toEqual(["", "1", "5", "1"]);
    expect(family(3, "1.3.6.1.2.1.47.1.1.1.1.11")).toBe("2");
    const access = await walk(exporter, "1.3.6.1.6.3.16.1.4.1");
    expect([...access].filter(([cell]) => cell.startsWith(".7.")).map(([, view]) => view)).toContain("some");
    const { port } = exporter.addresses[0]!;
    const next = await tool("snmpgetnext", ...authPriv(manager), "-On", `127.0.0.1:${port}`, "1.3.6.1.6.3.13.1.3.1.3");
    expect(next.stdout).toContain(`.1.3.6.1.6.3.13.1.3.1.3.5.${name("moves")}.`);
  });

  it("stays as it was when a target names a filter that is not there", async () => {
    await expect(configure({ targets: [target({ filter: "gone" })] })).rejects.toMatchObject({ code: "E_SNMP_FILTER" });
  });
});
