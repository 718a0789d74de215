import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SnmpExporter, startSnmpExporter } from "../../../src/exporters/snmp/index.ts";
import type { Role } from "../../../src/hpi/operation.ts";
import { authPriv, netSnmp, tool } from "../../snmp/support/net-snmp.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { manager, memoryState, PHYSICAL, startExporter, walk } from "./support.ts";

function memorySettings() {
  let kept: Readonly<Record<string, string>> = {};
  return {
    get kept() {
      return kept;
    },
    load: () => kept,
    store: (settings: Readonly<Record<string, string>>) => {
      kept = settings;
    },
  };
}

netSnmp.describe("texts that managers set", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let exporter: SnmpExporter;
  const settings = memorySettings();
  const state = memoryState();
  const start = (role: Role = "Administrator") =>
    startExporter(memory.domain, memory.clock, { settings, state, users: [{ ...manager, role }] });
  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    exporter = await start();
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  const set = (...assignments: string[]) =>
    tool("snmpset", ...authPriv(manager), "-OQ", `127.0.0.1:${exporter.addresses[0]!.port}`, ...assignments);

  it("are shown at once, survive rediscovery and a restart, under the resource's place", async () => {
    const [board] = sample.boards;
    const alias = `${PHYSICAL}14.${board!.id}`;
    const asset = `${PHYSICAL}15.${board!.id}`;
    const done = await set(alias, "s", "röuter", asset, "s", "A-17", "1.3.6.1.2.1.1.6.0", "s", "lab 4");
    expect(done.stderr).toBe("");
    await exporter.close();
    expect(settings.kept).toEqual({
      [`alias ${board!.key}`]: "röuter",
      [`asset ${board!.key}`]: "A-17",
      sysLocation: "lab 4",
    });
    exporter = await start();
    await describeSampleShelf(memory.domain);
    const rows = await walk(exporter, PHYSICAL.slice(0, -1));
    expect(rows.get(`.14.${board!.id}`)).toBe("72 C3 B6 75 74 65 72 ");
    expect(rows.get(`.15.${board!.id}`)).toBe("A-17");
    expect((await walk(exporter, "1.3.6.1.2.1.1")).get(".6.0")).toBe("lab 4");
  });

  it.each([
    ["too long", "14", "x".repeat(33), "wrongLength"],
    ["no text", "14", "a\u0001b", "wrongValue"],
  ])("are refused when %s", async (_what, column, text, error) => {
    const result = await set(`${PHYSICAL}${column}.${sample.boards[0]!.id}`, "s", text);
    expect(result.stderr).toContain(error);
  });

  it("cannot be given to sensors, to rows that are not there, or to read-only columns", async () => {
    const sensor = sample.sensorId(sample.boards[0]!, memory.domain.sensorsOf(sample.boards[0]!.id)[0]!.name);
    expect((await set(`${PHYSICAL}14.${sensor}`, "s", "x")).stderr).toContain("notWritable");
    expect((await set(`${PHYSICAL}14.99999`, "s", "x")).stderr).toContain("noCreation");
    expect((await set(`${PHYSICAL}7.${sample.boards[0]!.id}`, "s", "x")).stderr).toContain("notWritable");
  });

  it("stay as they are when another assignment of the request is refused", async () => {
    const id = sample.shelf.id;
    const before = (await walk(exporter, PHYSICAL.slice(0, -1))).get(`.15.${id}`);
    await set(`${PHYSICAL}15.${id}`, "s", "new", `${PHYSICAL}14.99999`, "s", "x");
    expect((await walk(exporter, PHYSICAL.slice(0, -1))).get(`.15.${id}`)).toBe(before);
  });

  it("cannot be set by who only reads", async () => {
    await exporter.close();
    exporter = await start("ReadOnly");
    const result = await set(`${PHYSICAL}14.${sample.shelf.id}`, "s", "x");
    expect(result.stderr).toContain("authorizationError");
  });

  it("get commitFailed and stay as they were when they cannot be stored", async () => {
    const errors: string[] = [];
    const logger = {
      debug() {},
      info() {},
      warn() {},
      error: (_: object, text: string) => void errors.push(text),
      child: () => logger,
    };
    await exporter.close();
    const broken = { load: () => ({}), store: () => Promise.reject(new TypeError("disk full")) };
    exporter = await startExporter(memory.domain, memory.clock, {
      settings: broken,
      logger,
      users: [{ ...manager, role: "Administrator" }],
    });
    const refused = await set(`${PHYSICAL}14.${sample.shelf.id}`, "s", "lost", "1.3.6.1.2.1.1.6.0", "s", "lost too");
    expect(refused.stderr).toContain("commitFailed");
    expect((await walk(exporter, PHYSICAL.slice(0, -1))).get(`.14.${sample.shelf.id}`)).toBe("");
    expect((await walk(exporter, "1.3.6.1.2.1.1")).get(".6.0")).toBe("row 7");
    expect(new Set(errors)).toEqual(new Set(["texts set by SNMP could not be stored"]));
  });
});

netSnmp.describe("communities", () => {
  it("read what is not SNMP's own business, and set nothing", async () => {
    const { domain, clock } = await memoryDomain();
    const communities = [{ community: "look", securityName: "noc", sources: ["127.0.0.0/8"], models: [1, 2] as const }];
    const exporter = await startExporter(domain, clock, { communities, settings: memorySettings() });
    const target = `127.0.0.1:${exporter.addresses[0]!.port}`;
    const args = ["-c", "look", "-r", "0", "-t", "5", "-On", target];
    for (const version of ["-v1", "-v2c"]) {
      expect((await tool("snmpget", version, ...args, "1.3.6.1.2.1.1.5.0")).stdout).toContain("test");
      const set = await tool("snmpset", version, ...args, "1.3.6.1.2.1.1.5.0", "s", "x");
      expect(set.stderr).toMatch(/authorizationError|noSuchName/);
    }
    const own = await tool("snmpget", "-v2c", ...args, "1.3.6.1.6.3.10.2.1.1.0");
    expect(own.stdout).toContain("No Such Object");
    await exporter.close();
    await domain.close();
  });
});

describe("the exporter's options", () => {
  it("refuse a community without sources", async () => {
    const { domain, clock } = await memoryDomain();
    const communities = [{ community: "look", securityName: "noc", sources: [], models: [2] as const }];
    await expect(startExporter(domain, clock, { communities })).rejects.toMatchObject({ code: "E_SNMP_COMMUNITY" });
    await domain.close();
    expect(startSnmpExporter).toBeDefined();
  });
});
