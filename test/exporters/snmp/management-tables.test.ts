import { afterEach, beforeEach, expect } from "vitest";
import type { SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import { authPriv, tool } from "../../snmp/support/net-snmp.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf } from "../../support/sample-model.ts";
import { manager, startExporter, walk } from "./support.ts";

const { describe, it } = requires("snmp");

const arcs = (text: string): string => [...Buffer.from(text)].join(".");
const indexed = (text: string): string => [text.length, arcs(text)].filter((part) => part !== "").join(".");

describe("the tables of SNMP's own modules", () => {
  let memory: MemoryDomain;
  let exporter: SnmpExporter;
  beforeEach(async () => {
    memory = await memoryDomain();
    await describeSampleShelf(memory.domain);
    const common = { timeout: 1500, retries: 2 };
    exporter = await startExporter(memory.domain, memory.clock, {
      users: [
        { ...manager, role: "Operator" },
        { ...manager, name: "reader", authProtocol: "SHA-512", privProtocol: "AES-256" },
      ],
      communities: [{ community: "a secret", securityName: "noc", sources: ["127.0.0.1"], models: [2] }],
      targets: [
        { ...common, name: "six", host: "::1", port: 9, kind: "trap", security: { version: "v3", user: manager } },
        {
          ...common,
          name: "old",
          host: "127.0.0.1",
          port: 700,
          kind: "inform",
          security: { version: "v2c", community: "hush" },
        },
      ],
    });
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  it("name the users and their protocols", async () => {
    const rows = await walk(exporter, "1.3.6.1.6.3.15.1.2.2.1");
    const index = `.${exporter.engineId.length}.${[...exporter.engineId].join(".")}`;
    const of = (column: number, user: string) => rows.get(`.${column}${index}.${indexed(user)}`);
    expect([3, 5, 8, 12, 13].map((column) => of(column, "manager"))).toEqual([
      ...["manager", ".1.3.6.1.6.3.10.1.1.5", ".1.3.6.1.6.3.10.1.2.4", "5", "1"],
    ]);
    expect([5, 8].map((column) => of(column, "reader"))).toEqual([
      ...[".1.3.6.1.6.3.10.1.1.7", ".1.3.6.1.4.1.14832.1.4"],
    ]);
    // No key and no password is anywhere.
    expect([6, 7, 9, 10].map((column) => of(column, "manager"))).toEqual(["", "", "", ""]);
  });

  it("tell who belongs to which group and may see what", async () => {
    const rows = await walk(exporter, "1.3.6.1.6.3.16.1");
    expect(rows.get(`.2.1.3.3.${indexed("manager")}`)).toBe("Operator");
    expect(rows.get(`.2.1.3.2.${indexed("noc")}`)).toBe("Community");
    const access = (column: number, group: string, level: number) =>
      rows.get(`.4.1.${column}.${indexed(group)}.0.3.${level}`);
    expect([5, 6].map((column) => access(column, "Operator", 3))).toEqual(["all", "all"]);
    expect([5, 6].map((column) => access(column, "ReadOnly", 2))).toEqual(["all", ""]);
    expect(rows.get(`.5.2.1.4.${indexed("public")}.6.1.3.6.1.6.3`)).toBe("2");
  });

  it("tell of communities without their names, and only to who proves who it is", async () => {
    const rows = await walk(exporter, "1.3.6.1.6.3.18.1.1.1");
    expect(rows.get(`.3.${arcs("noc")}`)).toBe("noc");
    expect(rows.get(`.2.${arcs("noc")}`)).toBe("");
    const all = await tool("snmpbulkwalk", ...authPriv(manager), target(), "1.3.6.1");
    for (const secret of ["a secret", "hush", "private-words"]) expect(all.stdout).not.toContain(secret);
    const { stdout } = await tool("snmpbulkwalk", "-v2c", "-c", "a secret", "-On", target(), "1.3.6.1.6.3");
    expect(stdout).not.toContain("noc");
  });

  it("name the receivers of notifications", async () => {
    const rows = await walk(exporter, "1.3.6.1.6.3.12.1");
    const address = (column: number, name: string) => rows.get(`.2.1.${column}.${arcs(name)}`)?.trim();
    expect([2, 3, 4, 5, 6, 7].map((column) => address(column, "old"))).toEqual([
      ...[".1.3.6.1.2.1.100.1.1", "7F 00 00 01 02 BC", "150", "2", "inform", "old"],
    ]);
    expect(address(3, "six")?.split(/\s+/)).toEqual([...Array(15).fill("00"), "01", "00", "09"]);
    const parameters = (column: number, name: string) => rows.get(`.3.1.${column}.${arcs(name)}`);
    expect([2, 3, 4, 5].map((column) => parameters(column, "six"))).toEqual(["3", "3", "manager", "3"]);
    const notify = await walk(exporter, "1.3.6.1.6.3.13.1");
    expect([...notify.values()]).toEqual(["inform", "trap", "2", "1", "5", "5", "1", "1"]);
  });

  it("give managers a lock: snmpSetSerialNo takes its own value only", async () => {
    const name = "1.3.6.1.6.3.1.1.6.1.0";
    const set = (value: string) => tool("snmpset", ...authPriv(manager), target(), name, "i", value);
    const get = async () => Number((await tool("snmpget", ...authPriv(manager), "-Oqv", target(), name)).stdout);
    const first = await get();
    expect((await set(String(first + 1))).stderr).toContain("inconsistentValue");
    expect((await set(String(first))).status).toBe(0);
    expect(await get()).toBe(first + 1);
  });

  function target(): string {
    return `127.0.0.1:${exporter.addresses[0]!.port}`;
  }
});
