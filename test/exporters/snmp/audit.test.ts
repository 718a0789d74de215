import { afterEach, beforeEach, expect } from "vitest";
import type { SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import { authPriv, tool } from "../../snmp/support/net-snmp.ts";
import { MemoryAudit, type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { until } from "../../support/until.ts";
import { administrator, counted, startAdministered } from "./administration/support.ts";
import { manager, startExporter } from "./support.ts";

const { describe, it } = requires("snmp");

const LOCATION = "1.3.6.1.2.1.1.6.0";
const SERIAL = "1.3.6.1.6.3.1.1.6.1.0";
const ADMIN = "1.3.6.1.2.1.131.1.1.1.2";
const operator = { ...manager, name: "operator", role: "Operator" } as const;
const confined = { ...manager, name: "confined", role: "Operator", view: "names" } as const;

describe("the audit log of SETs", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let exporter: SnmpExporter;
  let audit: MemoryAudit;
  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    audit = new MemoryAudit();
    exporter = await startExporter(memory.domain, memory.clock, {
      audit,
      users: [manager, operator, confined],
      views: { names: [{ subtree: [1, 3, 6, 1, 2, 1, 1, 5], included: true }] },
      communities: [{ community: "hush", securityName: "old", sources: ["127.0.0.1"], models: [2] }],
      settings: { load: () => ({}), store: () => {} },
    });
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  const agent = () => `127.0.0.1:${exporter.addresses[0]!.port}`;
  const set = (user: { name: string; authPassword: string }, ...assignments: string[]) =>
    tool("snmpset", ...authPriv({ ...manager, ...user }), agent(), ...assignments);
  const by = (id: string, role: string | null) => ({ id, door: "snmp", source: "snmp:127.0.0.1", role });

  it("says who asked for what from where, and what came of it, but no values", async () => {
    await set(operator, LOCATION, "s", "a private place", SERIAL, "i", "0");
    await set(operator, LOCATION, "s", "another place", SERIAL, "i", "7");
    expect(audit.entries).toEqual([
      { what: "set", objects: [LOCATION, SERIAL], principal: by("operator", "Operator"), status: "noError" },
      {
        ...{ what: "set", objects: [LOCATION, SERIAL], principal: by("operator", "Operator") },
        ...{ status: "inconsistentValue", index: 2 },
      },
    ]);
    expect(JSON.stringify(audit.entries)).not.toContain("place");
  });

  it("has what the access control refused", async () => {
    expect((await set(manager, LOCATION, "s", "x")).stderr).toContain("authorizationError");
    expect((await set(confined, LOCATION, "s", "x")).stderr).toContain("noAccess");
    await tool("snmpset", "-v2c", "-c", "hush", "-r", "0", agent(), LOCATION, "s", "x");
    expect(audit.entries).toEqual([
      { what: "set", objects: [LOCATION], principal: by("manager", "ReadOnly"), status: "authorizationError" },
      { what: "set", objects: [LOCATION], principal: by("confined", "Operator"), status: "noAccess", index: 1 },
      { what: "set", objects: [LOCATION], principal: by("old", null), status: "authorizationError" },
    ]);
    expect(JSON.stringify(audit.entries)).not.toContain("hush");
  });

  it("and the model's own know the address of who asks for an operation", async () => {
    const [board] = sample.boards;
    memory.domain.addSource({ controller: "shelf", operate: async () => {} });
    const done = await set(operator, `${ADMIN}.${board!.id}`, "i", "1");
    expect(done.stderr).toContain("wrongValue");
    expect((await set(operator, `${ADMIN}.${board!.id}`, "i", "2")).stderr).toBe("");
    await until(() => memory.audit.entries.length > 0);
    expect(memory.audit.entries[0]).toMatchObject({ what: "operation", principal: by("operator", "Operator") });
    expect(memory.domain.operations()[0]!.principal).toEqual(by("operator", "Operator"));
  });

  it("has those that wait for the disk, once, however they end", async () => {
    const waited = new MemoryAudit();
    const agent = await startAdministered({ audit: waited });
    const row = (column: number) => `1.3.6.1.6.3.16.1.5.2.1.${column}.${counted("hidden-view")}.2.1.3`;
    const make = () => agent.run("snmpset", administrator, row(4), "i", "1", row(6), "i", "4");
    const asked = { what: "set", objects: [row(4), row(6)], principal: by("admin", "Administrator") };
    agent.port.full = true;
    expect((await make()).stderr).toContain("commitFailed");
    agent.port.full = false;
    expect((await make()).stderr).toBe("");
    expect(waited.entries).toEqual([
      { ...asked, status: "commitFailed", index: 1 },
      { ...asked, status: "noError" },
    ]);
  });
});
