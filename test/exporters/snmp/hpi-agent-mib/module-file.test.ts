import { execFileSync } from "node:child_process";
import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import { BASE_OID } from "../../../../src/exporters/snmp/base-oid.ts";
import { Companions } from "../../../../src/exporters/snmp/companions.ts";
import { HpiAgentMib } from "../../../../src/exporters/snmp/hpi-agent-mib/module.ts";
import { HpiAgentEvent } from "../../../../src/exporters/snmp/hpi-agent-mib/notifications.ts";
import { SnmpCounters } from "../../../../src/snmp/counters.ts";
import { SnmpEngine } from "../../../../src/snmp/engine.ts";
import { formatOid } from "../../../../src/snmp/oid.ts";
import { ObjectStore } from "../../../../src/snmp/store.ts";
import { memoryDomain } from "../../../support/memory-domain.ts";
import { requires } from "../../../support/requires.ts";
import { ietfFolder, importFolder, mibFolder, readModule } from "./module-file.ts";

const installed = requires("smilint");

describe("HPI-AGENT-MIB.txt", () => {
  it("defines exactly the objects that are served, each with its syntax and access", async () => {
    const { domain, clock } = await memoryDomain();
    const store = new ObjectStore();
    const engine = new SnmpEngine({ engineId: Buffer.alloc(12, 7), boots: 1 }, clock);
    const options = { domain, store, engine, clock, counters: new SnmpCounters(), version: "1", sel: () => [] };
    const mib = new HpiAgentMib({ ...options, roleOf: () => undefined, companions: new Companions() });
    const served = store.columns.map(({ column }) => ({
      oid: formatOid(column.prefix),
      syntax: column.spec.syntax,
      access: column.spec.write === undefined ? "read-only" : "read-write",
    }));
    const defined = readModule()
      .filter(({ access }) => access.startsWith("read-"))
      .map(({ oid, syntax, access }) => ({ oid: formatOid(oid), syntax, access }));
    expect(defined.length).toBeGreaterThan(80);
    const byOid = (a: { oid: string }, b: { oid: string }) => (a.oid < b.oid ? -1 : 1);
    expect([...served].sort(byOid)).toEqual([...defined].sort(byOid));
    mib.close();
    await domain.close();
  });

  it("defines the notifications that are sent, each with the number that tells whether one is missing", () => {
    const notifications = readModule().filter(({ objects }) => objects.length > 0);
    const numbers = notifications.map(({ oid }) => oid.at(-1)!).sort((a, b) => a - b);
    expect(numbers).toEqual(Object.values(HpiAgentEvent).sort((a, b) => a - b));
    for (const { oid, objects } of notifications) {
      expect(oid.slice(0, -1)).toEqual([...BASE_OID, 0]);
      expect(objects[0]).toBe("hpiAgentNotifySequence");
    }
  });
});

installed.describe("smilint", () => {
  it("has nothing to say of the module", () => {
    const SMIPATH = [mibFolder, importFolder, ietfFolder].join(delimiter);
    const run = (level: string) =>
      execFileSync("smilint", ["-l", level, "-s", `${mibFolder}HPI-AGENT-MIB.txt`], {
        env: { ...process.env, SMIPATH },
        stdio: ["ignore", "pipe", "pipe"],
      }).toString();
    expect(run("6")).toBe("");
  });
});
