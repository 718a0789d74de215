import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
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
  readonly preprocessing?: readonly { readonly type: string; readonly parameters: readonly string[] }[];
}

type Row = Readonly<Record<string, string>>;

interface Trigger {
  readonly uuid: string;
  readonly expression: string;
  readonly recovery_expression?: string;
}

interface Rule extends Item {
  readonly item_prototypes: readonly Item[];
}

interface ValueMap {
  readonly name: string;
  readonly uuid: string;
  readonly mappings: readonly { readonly value: string; readonly newvalue: string }[];
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
      for (const { expression, recovery_expression = expression } of [...triggers, ...trigger_prototypes]) {
        for (const [, host, key] of `${expression} ${recovery_expression}`.matchAll(
          /last\(\/([^/]+)\/(.+?)(?:,#2)?\)/g,
        )) {
          expect(host).toBe(template.template);
          expect(keys).toContain(key);
        }
        expect(expression).toMatch(/^last\(/);
      }
      if (valuemap !== undefined) expect(template.valuemaps.map(({ name }) => name)).toContain(valuemap.name);
    }
  });

  it("calls values as HPI-AGENT-MIB does", () => {
    const module = readFileSync(new URL("../../../mibs/HPI-AGENT-MIB.txt", import.meta.url), "utf8");
    const own = template.valuemaps.filter(({ name }) => /^hpi/i.test(name));
    expect(own.length).toBeGreaterThan(3);
    for (const { name, mappings } of own) {
      const definition = new RegExp(`^${name} [^{]*INTEGER *\\{([^}]*)\\}`, "m").exec(module)?.[1] ?? "";
      const words = Array.from(definition.matchAll(/(\w+)\((\d+)\)/g), ([, newvalue, value]) => ({ value, newvalue }));
      // Nothing there to ask is no value of the module.
      expect(
        mappings.filter(({ value }) => value !== "0"),
        name,
      ).toEqual(words);
    }
  });

  it("takes the notifications of this agent, by number or by name", () => {
    const key = template.items.find(({ type }) => type === "SNMP_TRAP")!.key;
    const wanted = new RegExp(/^snmptrap\["(.*)"\]$/.exec(key)![1]!);
    for (const kind of ["1.3.6.1.4.1.8072.9999.9999.1.0.2", "1.3.6.1.2.1.47.2.0.1", "1.3.6.1.2.1.131.0.1"]) {
      expect(`.1.3.6.1.6.3.1.1.4.1.0 .${kind}`).toMatch(wanted);
    }
    expect(".1.3.6.1.6.3.1.1.4.1.0 HPI-AGENT-MIB::hpiAgentEventHotSwap").toMatch(wanted);
    expect(".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.8072.4.0.3").not.toMatch(wanted);
  });
});

/** What Zabbix makes of a rule: a row for each index that any column has, then what the rule's script leaves of them. */
function discover(rule: Rule, rows: ReadonlyMap<string, string>): readonly Row[] {
  const words = /^discovery\[(.*)\]$/.exec(rule.snmp_oid!)![1]!.split(",");
  const found = new Map<string, Record<string, string>>();
  for (let i = 0; i < words.length; i += 2) {
    for (const [name, value] of rows) {
      if (!name.startsWith(`${words[i + 1]}.`)) continue;
      const index = name.slice(words[i + 1]!.length + 1);
      const row = found.get(index) ?? { "{#SNMPINDEX}": index };
      row[words[i]!] = value;
      found.set(index, row);
    }
  }
  const script = rule.preprocessing!.find(({ type }) => type === "JAVASCRIPT")!.parameters[0]!;
  return JSON.parse(runInNewContext(`(function (value) {\n${script}})`)(JSON.stringify([...found.values()])));
}

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
      const found = discover(rule, rows);
      expect(found.length, rule.name).toBeGreaterThan(2);
      for (const row of found) {
        expect(Object.values(row), rule.name).not.toContain("");
        for (const prototype of rule.item_prototypes) {
          const asked = prototype.snmp_oid!.replace("{#SNMPINDEX}", row["{#SNMPINDEX}"]!);
          expect(rows.has(asked), prototype.name).toBe(true);
          for (const [macro] of prototype.name.matchAll(/\{#\w+\}/g)) expect(Object.keys(row)).toContain(macro);
        }
      }
    }
  });

  it("names sensors by their resource, and units as people write them", () => {
    const sensors = discover(rules.find(({ key }) => key === "hpi.sensor.discovery")!, rows);
    const tags = discover(rules.find(({ key }) => key === "hpi.resource.discovery")!, rows).map((row) => row["{#TAG}"]);
    // net-snmp shows what is beyond ASCII in hexadecimal, and Zabbix takes it from there.
    expect([...rows.values()].some((value) => /^C2 B0 43\s*$/.test(value))).toBe(true);
    expect(sensors.map((row) => row["{#UNIT}"])).toContain("°C");
    for (const row of sensors) {
      expect(tags).toContain(row["{#RESOURCE}"]);
      expect(row["{#UNIT}"]).not.toMatch(/[0-9A-F]{2} /);
    }
  });

  it("has a word for every value that comes", () => {
    for (const { snmp_oid, valuemap } of all) {
      const map = template.valuemaps.find(({ name }) => name === valuemap?.name);
      if (map === undefined || snmp_oid === undefined) continue;
      const column = snmp_oid.replace(".{#SNMPINDEX}", "");
      const values = [...rows].filter(([name]) => name === column || name.startsWith(`${column}.`));
      expect(values.length).toBeGreaterThan(0);
      for (const [, value] of values) expect(map.mappings.map((mapping) => mapping.value)).toContain(value);
    }
  });
});
