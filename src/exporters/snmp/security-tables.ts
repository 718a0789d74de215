import type { CommunityOptions } from "../../snmp/community.ts";
import type { SnmpEngine } from "../../snmp/engine.ts";
import { type Oid, stringIndex } from "../../snmp/oid.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { UsmUserOptions } from "../../snmp/user-keys.ts";
import { maskOf, type VacmConfiguration } from "../../snmp/vacm.ts";
import { Rows } from "./hpi-agent-mib/rows.ts";
import { ROW_ACTIVE, type ShownRow, STORAGE_READ_ONLY, showRows } from "./storage.ts";
import type { ServedModule } from "./system-mib.ts";

export const securityModules: readonly ServedModule[] = [
  { id: [1, 3, 6, 1, 6, 3, 16, 2, 1, 1], description: "The MIB for the SNMP View-based Access Control Model" },
  { id: [1, 3, 6, 1, 6, 3, 18, 2, 1, 1], description: "SNMP-COMMUNITY-MIB: the communities, without their names" },
];

const usmMib: Oid = [1, 3, 6, 1, 6, 3, 15, 1];
const vacmMib: Oid = [1, 3, 6, 1, 6, 3, 16, 1];
const communityMib: Oid = [1, 3, 6, 1, 6, 3, 18, 1];

const NO_AUTHENTICATION: Oid = [1, 3, 6, 1, 6, 3, 10, 1, 1, 1];
const NO_PRIVACY: Oid = [1, 3, 6, 1, 6, 3, 10, 1, 2, 1];

/** RFC 3414 and RFC 7860. */
const authentication: Readonly<Record<string, number>> = {
  MD5: 2,
  SHA: 3,
  "SHA-224": 4,
  "SHA-256": 5,
  "SHA-384": 6,
  "SHA-512": 7,
};
/** RFC 3826, and what implementations agreed upon for the longer keys. */
const privacy: Readonly<Record<string, Oid>> = {
  AES: [1, 3, 6, 1, 6, 3, 10, 1, 2, 4],
  "AES-192": [1, 3, 6, 1, 4, 1, 14832, 1, 3],
  "AES-256": [1, 3, 6, 1, 4, 1, 14832, 1, 4],
  "AES-192-C": [1, 3, 6, 1, 4, 1, 9, 12, 6, 1, 1],
  "AES-256-C": [1, 3, 6, 1, 4, 1, 9, 12, 6, 1, 2],
};

const text = (number: number) => ({ number, syntax: "OctetString" }) as const;
const integer = (number: number) => ({ number, syntax: "Integer32" }) as const;
const oid = (number: number) => ({ number, syntax: "ObjectIdentifier" }) as const;

const digestOf = (name: string): Oid => {
  const arc = authentication[name];
  return arc === undefined ? NO_AUTHENTICATION : [...NO_AUTHENTICATION.slice(0, -1), arc];
};

/** usmUserTable (RFC 3414 section 5), read-only. Keys and passwords are in no object. */
export class UserTable {
  readonly #engine: SnmpEngine;
  readonly #rows: Rows<string>;

  constructor(store: ObjectStore, engine: SnmpEngine) {
    this.#engine = engine;
    store.scalars([...usmMib, 2], [{ ...integer(1), value: 0 }]);
    const columns = [text(3), oid(4), oid(5), text(6), text(7), oid(8), text(9), text(10), text(11)];
    this.#rows = new Rows(store.table([...usmMib, 2, 2, 1], [...columns, integer(12), integer(13)]));
  }

  show(users: readonly UsmUserOptions[]): void {
    const rows = users.map(
      ({ name, authProtocol, privProtocol }): ShownRow => [
        [...stringIndex(this.#engine.id), ...stringIndex(Buffer.from(name))],
        {
          ...{ 3: name, 4: [0, 0], 5: digestOf(authProtocol), 6: "", 7: "" },
          ...{ 8: privacy[privProtocol ?? ""] ?? NO_PRIVACY, 9: "", 10: "", 11: "" },
          ...{ 12: STORAGE_READ_ONLY, 13: ROW_ACTIVE },
        },
      ],
    );
    showRows(this.#rows, rows);
  }
}

/** SNMP-VIEW-BASED-ACM-MIB (RFC 3415), read-only. */
export class AccessTables {
  readonly #groups: Rows<string>;
  readonly #access: Rows<string>;
  readonly #views: Rows<string>;

  constructor(store: ObjectStore) {
    store.table([...vacmMib, 1, 1], [text(1)]).insert(stringIndex(Buffer.alloc(0)), { 1: "" });
    this.#groups = new Rows(store.table([...vacmMib, 2, 1], [text(3), integer(4), integer(5)]));
    const access = [integer(4), ...[5, 6, 7].map(text), integer(8), integer(9)];
    this.#access = new Rows(store.table([...vacmMib, 4, 1], access));
    store.scalars([...vacmMib, 5], [{ ...integer(1), value: 0 }]);
    this.#views = new Rows(store.table([...vacmMib, 5, 2, 1], [text(3), ...[4, 5, 6].map(integer)]));
  }

  show({ members, access, views }: VacmConfiguration): void {
    showRows(
      this.#groups,
      members.map(({ model, securityName, group }) => [
        [model, ...stringIndex(Buffer.from(securityName))],
        { 3: group, 4: STORAGE_READ_ONLY, 5: ROW_ACTIVE },
      ]),
    );
    showRows(
      this.#access,
      access.map(({ group, contextPrefix = "", contextMatch, model, level, read, write, notify }) => [
        [...[Buffer.from(group), Buffer.from(contextPrefix)].flatMap(stringIndex), model, level + 1],
        {
          ...{ 4: contextMatch === "prefix" ? 2 : 1, 5: read ?? "", 6: write ?? "", 7: notify ?? "" },
          ...{ 8: STORAGE_READ_ONLY, 9: ROW_ACTIVE },
        },
      ]),
    );
    const families = Object.entries(views).flatMap(([name, all]) => all.map((family) => [name, family] as const));
    showRows(
      this.#views,
      families.map(([name, family]) => [
        [...stringIndex(Buffer.from(name)), family.subtree.length, ...family.subtree],
        { 3: maskOf(family), 4: family.included ? 1 : 2, 5: STORAGE_READ_ONLY, 6: ROW_ACTIVE },
      ]),
    );
  }
}

/** snmpCommunityTable (RFC 3584 section 5), read-only. The names are secrets: they read as empty. */
export function addCommunityTable(
  store: ObjectStore,
  engine: SnmpEngine,
  communities: readonly CommunityOptions[],
): void {
  const table = store.table([...communityMib, 1, 1], [...[2, 3, 4, 5, 6].map(text), integer(7), integer(8)]);
  for (const { securityName, context = "" } of communities) {
    // The index is IMPLIED: without its length.
    table.insert([...Buffer.from(securityName)], {
      ...{ 2: "", 3: securityName, 4: engine.id, 5: context, 6: "", 7: STORAGE_READ_ONLY, 8: ROW_ACTIVE },
    });
  }
}
