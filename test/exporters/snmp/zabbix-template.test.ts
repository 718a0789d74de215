import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { describeSampleShelf } from "../../support/sample-model.ts";
import { startExporter, walk } from "./support.ts";

interface Item {
  readonly uuid: string;
  readonly name: string;
  readonly key: string;
  readonly type: string;
  readonly snmp_oid?: string;
  readonly value_type?: string;
  readonly valuemap?: { readonly name: string };
  readonly triggers?: readonly Trigger[];
  readonly trigger_prototypes?: readonly Trigger[];
}

interface Trigger {
  readonly uuid: string;
  readonly expression: string;
}

interface Rule extends Item {
  readonly filter?: { readonly conditions: readonly { readonly macro: string }[] };
  readonly item_prototypes: readonly Item[];
}

interface ValueMap {
  readonly name: string;
  readonly uuid: string;
  readonly mappings: readonly { readonly value: string }[];
}

const file = new URL("../../../contrib/zabbix/hpi-agent-snmp.yaml", import.meta.url);
const { zabbix_export: exported } = parse(readFileSync(file, "utf8"));
const [template] = exported.templates as [
  {
    readonly template: string;
    readonly uuid: string;
    readonly items: readonly Item[];
    readonly discovery_rules: readonly Rule[];
    readonly valuemaps: readonly ValueMap[];
  },
];
const rules = template.discovery_rules;
const prototypes = rules.flatMap((rule) => rule.item_prototypes);
const all = [...template.items, ...prototypes];

describe("the Zabbix template", () => {
  it("has ids of the form Zabbix asks for, each once", () => {
    const triggers = all.flatMap(({ triggers = [], trigger_prototypes = [] }) => [...triggers, ...trigger_prototypes]);
    const ids = [template, ...all, ...rules, ...triggers, ...template.valuemaps].map(({ uuid }) => uuid);
    expect(exported.version).toBe("6.0");
    expect(ids.length).toBeGreaterThan(30);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("speaks in triggers and items only of what it has", () => {
    const keys = all.map(({ key }) => key);
    for (const { triggers = [], trigger_prototypes = [], valuemap } of all) {
      for (const { expression } of [...triggers, ...trigger_prototypes]) {
        const [, host, key] = /^last\(\/([^/]+)\/([^),]+)\)/.exec(expression) ?? [];
        expect(host).toBe(template.template);
        expect(keys).toContain(key);
      }
      if (valuemap !== undefined) expect(template.valuemaps.map(({ name }) => name)).toContain(valuemap.name);
    }
    for (const rule of rules) {
      for (const { macro } of rule.filter?.conditions ?? []) expect(rule.snmp_oid).toContain(macro);
    }
  });
});

requires("snmp").describe("what the Zabbix template asks for", () => {
  let memory: MemoryDomain;
  let exporter: SnmpExporter;
  const rows = new Map<string, string>();
  beforeAll(async () => {
    memory = await memoryDomain();
    await describeSampleShelf(memory.domain);
    exporter = await startExporter(memory.domain, memory.clock);
    for (const root of ["1.3.6.1.2.1.47", "1.3.6.1.4.1.8072"]) {
      for (const [name, value] of await walk(exporter, root)) rows.set(root + name, value);
    }
  });
  afterAll(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  it("is there: every item has a value", () => {
    const asked = template.items.filter(({ type }) => type === "SNMP_AGENT");
    expect(asked.length).toBeGreaterThan(5);
    for (const { snmp_oid } of asked) expect(rows.has(snmp_oid!), snmp_oid).toBe(true);
  });

  it("is discovered: each rule finds something, and each prototype what was found", () => {
    for (const rule of rules) {
      const words = /^discovery\[(.*)\]$/.exec(rule.snmp_oid!)![1]!.split(",");
      const columns = words.filter((_, i) => i % 2 === 1);
      const found = [...rows.keys()]
        .filter((name) => columns.every((column) => name.startsWith(`${columns.at(-1)}.`) || column !== columns.at(-1)))
        .map((name) => name.slice(columns.at(-1)!.length + 1));
      expect(found.length, rule.name).toBeGreaterThan(2);
      for (const column of columns) {
        const missing = found.filter((index) => !rows.has(`${column}.${index}`));
        expect(missing, `${rule.name}: ${column}`).toEqual([]);
      }
      for (const prototype of rule.item_prototypes) {
        for (const index of found) {
          expect(rows.has(prototype.snmp_oid!.replace("{#SNMPINDEX}", index)), prototype.name).toBe(true);
        }
      }
    }
  });

  it("has a word for every value that comes", () => {
    for (const { snmp_oid, valuemap } of all) {
      const map = template.valuemaps.find(({ name }) => name === valuemap?.name);
      if (map === undefined) continue;
      const column = snmp_oid!.replace(".{#SNMPINDEX}", "");
      const values = [...rows].filter(([name]) => name === column || name.startsWith(`${column}.`));
      expect(values.length).toBeGreaterThan(0);
      for (const [, value] of values) expect(map.mappings.map((mapping) => mapping.value)).toContain(value);
    }
  });
});
