import { afterEach, beforeEach, expect } from "vitest";
import type { SnmpExporter, SnmpExporterOptions } from "../../../src/exporters/snmp/index.ts";
import { authPriv, tool } from "../../snmp/support/net-snmp.ts";
import { TrapReceiver } from "../../snmp/support/snmptrapd.ts";
import { MemoryAudit, type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf } from "../../support/sample-model.ts";
import { until } from "../../support/until.ts";
import { manager, memoryState, startExporter } from "./support.ts";

const { describe, it } = requires("snmp", "snmptrapd");

const ENABLE = "1.3.6.1.2.1.11.30.0";
const NAME = "1.3.6.1.2.1.1.5.0";
const FAILURE = ".1.3.6.1.6.3.1.1.5.5";
const administrator = { ...manager, role: "Administrator" } as const;
const operator = { ...manager, name: "operator", role: "Operator" } as const;

describe("authenticationFailure", () => {
  let memory: MemoryDomain;
  let exporter: SnmpExporter;
  let receiver: TrapReceiver;
  let audit: MemoryAudit;
  let kept: Readonly<Record<string, string>>;
  const state = memoryState();
  beforeEach(async () => {
    memory = await memoryDomain();
    await describeSampleShelf(memory.domain);
    receiver = await TrapReceiver.start();
    audit = new MemoryAudit();
    kept = {};
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  async function start(changes: Partial<SnmpExporterOptions> = {}): Promise<void> {
    const security = { version: "v2c", community: "traps" } as const;
    const { port } = receiver;
    exporter = await startExporter(memory.domain, memory.clock, {
      ...{ audit, state, authenticationTraps: true, users: [administrator, operator] },
      targets: [{ name: "noc", host: "127.0.0.1", port, kind: "inform", security, timeout: 60_000, retries: 1 }],
      settings: {
        load: () => kept,
        store: (settings) => {
          kept = settings;
        },
      },
      ...changes,
    });
  }
  const agent = () => `127.0.0.1:${exporter.addresses[0]!.port}`;
  const get = (user: Parameters<typeof authPriv>[0], ...more: string[]) =>
    tool("snmpget", ...authPriv(user), "-t", "1", "-r", "0", "-Oqv", ...more, agent(), NAME);
  const failures = () => receiver.lines.filter((line) => line.includes(FAILURE));
  const alarm = async (text: string): Promise<void> => {
    await memory.domain.agentAlarm(text, "minor", text);
    await until(() => receiver.lines.some((line) => line.includes(text)));
  };

  it.each([
    ["a wrong password", "wrongDigests", () => get({ ...manager, authPassword: "guessed-words" })],
    ["a name nobody has", "unknownUserNames", () => get({ ...manager, name: "nobody" })],
    [
      "the name alone, without proof",
      "unsupportedSecLevels",
      () => tool("snmpget", "-v3", "-l", "noAuthNoPriv", "-u", "manager", "-r", "0", agent(), NAME),
    ],
  ])("is told for %s, and recorded", async (_, failure, ask) => {
    await start();
    expect((await ask()).status).not.toBe(0);
    await until(() => failures().length === 1);
    expect(audit.entries).toContainEqual({
      ...{ what: "login", user: null, door: "snmp", source: "snmp:127.0.0.1", accepted: false, failure },
    });
  });

  it("is not told for discovery, another clock or a wrong privacy password", async () => {
    await start();
    expect((await get(manager)).stdout.trim()).toBe('"test"');
    expect((await get({ ...manager, privPassword: "guessed-words" })).status).not.toBe(0);
    await get(manager, "-Z", "9,9");
    // What the wrong key makes of it may begin as a message does.
    expect(exporter.counters.decryptionErrors + exporter.counters.inAsnParseErrs).toBe(1);
    expect(exporter.counters.unknownEngineIds).toBeGreaterThan(0);
    expect(exporter.counters.notInTimeWindows).toBeGreaterThan(0);
    await alarm("the last");
    expect(failures()).toEqual([]);
    expect(audit.entries).toEqual([]);
  });

  it("is told once in ten seconds", async () => {
    await start();
    const wrong = { ...manager, authPassword: "guessed-words" };
    await get(wrong);
    await get(wrong);
    await memory.clock.advance(10_000);
    await get(wrong);
    await alarm("the last");
    expect(exporter.counters.wrongDigests).toBe(3);
    expect(failures()).toHaveLength(2);
  });

  it("is told as a manager has set snmpEnableAuthenTraps, also after a restart", async () => {
    await start({ authenticationTraps: false });
    const set = (user: Parameters<typeof authPriv>[0], value: string) =>
      tool("snmpset", ...authPriv(user), "-Oqv", agent(), ENABLE, "i", value);
    const wrong = { ...manager, authPassword: "guessed-words" };
    await get(wrong);
    expect((await set(operator, "1")).stderr).toContain("noAccess");
    expect((await set(administrator, "3")).stderr).toContain("wrongValue");
    expect((await set(administrator, "1")).stdout.trim()).toBe("1");
    await get(wrong);
    await until(() => failures().length === 1);
    await exporter.close();
    await start({ authenticationTraps: false });
    await get(wrong);
    await until(() => failures().length === 2);
    expect((await set(administrator, "2")).stdout.trim()).toBe("2");
    await exporter.close();
    await start({ authenticationTraps: true });
    await get(wrong);
    await alarm("the last");
    expect(failures()).toHaveLength(2);
  });

  it("of many strangers fills no audit log", async () => {
    const rates = { perSecond: 1e9, burst: 1e9, failuresPerSecond: 1e9, failureBurst: 1e9, sources: 10 };
    await start({ rates });
    for (let i = 0; i < 70; i++) {
      await tool("snmpget", "-v3", "-l", "noAuthNoPriv", "-u", `guess${i}`, "-r", "0", agent(), NAME);
    }
    expect(audit.entries).toHaveLength(60);
  });
});
