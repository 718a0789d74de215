import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Oid } from "../../../../src/snmp/oid.ts";
import type { Syntax } from "../../../../src/snmp/syntax.ts";

/** An object type or notification as our MIB file defines it. */
export interface DefinedObject {
  readonly name: string;
  readonly oid: Oid;
  /** Absent for tables, entries and notifications. */
  readonly syntax: Syntax | undefined;
  readonly access: string;
  /** Of a notification: what it carries. */
  readonly objects: readonly string[];
}

export const mibFolder = fileURLToPath(new URL("../../../../mibs/", import.meta.url));
export const importFolder = fileURLToPath(new URL("./imports/", import.meta.url));
export const ietfFolder = fileURLToPath(new URL("../../../../node_modules/net-snmp/lib/mibs/", import.meta.url));

const baseTypes: Readonly<Record<string, Syntax>> = {
  INTEGER: "Integer32",
  Integer32: "Integer32",
  TruthValue: "Integer32",
  TestAndIncr: "Integer32",
  PhysicalIndexOrZero: "Integer32",
  "OCTET STRING": "OctetString",
  BITS: "OctetString",
  SnmpAdminString: "OctetString",
  DateAndTime: "OctetString",
  VariablePointer: "ObjectIdentifier",
  Unsigned32: "Unsigned32",
  Gauge32: "Unsigned32",
  Counter32: "Counter32",
};

/** Reads as much of SMIv2 as HPI-AGENT-MIB uses. */
export function readModule(): readonly DefinedObject[] {
  const text = readFileSync(`${mibFolder}HPI-AGENT-MIB.txt`, "utf8")
    .replace(/--.*$/gm, "")
    .replace(/^IMPORTS.*?;/ms, "")
    .replace(/"[^"]*"/g, '""');
  const conventions = new Map<string, Syntax>();
  for (const [, name, syntax] of text.matchAll(/^(\w+) ::= TEXTUAL-CONVENTION.*?SYNTAX\s+(OCTET STRING|\w+)/gms)) {
    conventions.set(name!, baseTypes[syntax!]!);
  }
  const parents = new Map<string, readonly [parent: string, arc: number]>();
  const found: Omit<DefinedObject, "oid">[] = [];
  const definition =
    /^(\w+)\s+(OBJECT IDENTIFIER|OBJECT-TYPE|NOTIFICATION-TYPE|MODULE-IDENTITY)(.*?)::=\s*\{\s*(\w+)\s+(\d+)\s*\}/gms;
  for (const [, name, macro, body, parent, arc] of text.matchAll(definition)) {
    parents.set(name!, [parent!, Number(arc)]);
    if (macro !== "OBJECT-TYPE" && macro !== "NOTIFICATION-TYPE") continue;
    const written = /SYNTAX\s+(OCTET STRING|\w+)/.exec(body!)?.[1] ?? "";
    found.push({
      name: name!,
      syntax: baseTypes[written] ?? conventions.get(written),
      access: /MAX-ACCESS\s+(\S+)/.exec(body!)?.[1] ?? "",
      objects:
        /OBJECTS\s*\{([^}]*)\}/
          .exec(body!)?.[1]
          ?.split(",")
          .map((object) => object.trim()) ?? [],
    });
  }
  const oidOf = (name: string): Oid => {
    if (name === "enterprises") return [1, 3, 6, 1, 4, 1];
    const place = parents.get(name);
    expect(place, name).toBeDefined();
    return [...oidOf(place![0]), place![1]];
  };
  return found.map((object) => ({ ...object, oid: oidOf(object.name) }));
}
