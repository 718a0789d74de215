import { afterEach, beforeEach, expect, it } from "vitest";
import type { UdpListener } from "../../src/snmp/udp-listener.ts";
import { entry, operator, scalarGroup, serve, type TestAgent, testAgent } from "./support/agent.ts";
import { authPriv, netSnmp, tool } from "./support/net-snmp.ts";

const oid = (arcs: number[]): string => `.${arcs.join(".")}`;
const table = oid(entry);
const scalars = oid(scalarGroup);

netSnmp.describe("net-snmp's tools at authPriv", () => {
  let agent: TestAgent;
  let listener: UdpListener;
  let target: string;
  beforeEach(async () => {
    agent = testAgent({ rows: 300 });
    listener = await serve(agent);
    target = `127.0.0.1:${listener.port}`;
  });
  afterEach(() => listener.close());

  it("get every syntax as it was stored", async () => {
    const result = await tool(
      "snmpget",
      ...authPriv(operator),
      target,
      ...[2, 3, 4, 5, 6, 7].map((c) => `${table}.${c}.7`),
      `${scalars}.1.0`,
      `${scalars}.2.0`,
      `${scalars}.3.0`,
    );
    expect(result.stderr).toBe("");
    expect(result.stdout.split("\n")).toEqual([
      `${table}.2.7 = INTEGER: 7`,
      `${table}.3.7 = INTEGER: -7000`,
      `${table}.4.7 = Gauge32: 700000`,
      `${table}.5.7 = Counter32: 4000000007`,
      `${table}.6.7 = STRING: "row 7"`,
      `${table}.7.7 = OID: .1.3.6.1.7`,
      `${scalars}.1.0 = STRING: "first"`,
      `${scalars}.2.0 = Timeticks: (0) 0:00:00.00`,
      `${scalars}.3.0 = Counter64: 9223372036854775809`,
      "",
    ]);
  });

  it("walk the whole store in order, by GETNEXT and by GETBULK alike", async () => {
    const next = await tool("snmpwalk", ...authPriv(operator), target, ".1");
    const bulk = await tool("snmpbulkwalk", ...authPriv(operator), "-Cr25", target, ".1");
    const names = bulk.stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    const expected = [1, 2, 3].map((n) => `${scalars}.${n}.0`);
    for (let c = 2; c <= 7; c++) for (let r = 1; r <= 300; r++) expected.push(`${table}.${c}.${r}`);
    expect(names.slice(0, -1)).toEqual(expected);
    expect(bulk.stdout).toContain("No more variables left in this MIB View");
    expect(next.stdout).toBe(bulk.stdout);
  });

  it("see what is not there as noSuchObject and noSuchInstance", async () => {
    const result = await tool("snmpget", ...authPriv(operator), target, `${table}.8.1`, `${table}.2.301`);
    expect(result.stdout).toBe(
      `${table}.8.1 = No Such Object available on this agent at this OID\n${table}.2.301 = No Such Instance currently exists at this OID\n`,
    );
  });

  it("get non-repeaters once and repeaters up to max-repetitions", async () => {
    const result = await tool(
      "snmpbulkget",
      ...authPriv(operator),
      "-Cn1",
      "-Cr3",
      target,
      `${scalars}.1`,
      `${table}.2`,
      `${table}.6`,
    );
    expect(
      result.stdout
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual([`${scalars}.1.0`, ...[1, 2, 3].flatMap((r) => [`${table}.2.${r}`, `${table}.6.${r}`])]);
  });

  it("are refused for a wrong user, password and level, each under its counter", async () => {
    const get = (...args: string[]) => tool("snmpget", ...args, "-r", "0", "-t", "5", "-On", target, `${table}.2.1`);
    const wrongUser = await tool("snmpget", ...authPriv({ ...operator, name: "nobody" }), target, `${table}.2.1`);
    expect(wrongUser.stderr).toContain("Unknown user name");
    expect(agent.counters.unknownUserNames).toBe(1);
    const wrongPassword = await tool(
      "snmpget",
      ...authPriv({ ...operator, authPassword: "other-words" }),
      target,
      `${table}.2.1`,
    );
    expect(wrongPassword.stderr).toMatch(/Authentication failure/);
    expect(agent.counters.wrongDigests).toBe(1);
    const wrongKey = await tool(
      "snmpget",
      ...authPriv({ ...operator, privPassword: "other-words" }),
      target,
      `${table}.2.1`,
    );
    expect(wrongKey.stderr).toMatch(/Decryption error/);
    const low = await get("-v3", "-l", "authNoPriv", "-u", "operator", "-a", "SHA-256", "-A", operator.authPassword);
    expect(low.stderr).toMatch(/Unsupported security level/);
    expect(agent.counters.unsupportedSecLevels).toBe(1);
    const none = await get("-v3", "-l", "noAuthNoPriv", "-u", "");
    expect(none.stdout).toBe("");
    expect(none.status).not.toBe(0);
  });
});
