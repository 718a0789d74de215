import type { Oid } from "../../../snmp/oid.ts";
import { userNameOf } from "./interpret.ts";
import type { SetRow, SetRows, SetTableName } from "./row.ts";
import { indexParts } from "./tables.ts";

/** What commands set up under a name, and SET with rows. */
export type NamedKind = "users" | "targets" | "views" | "filters";

const firstName = (index: Oid): string => Buffer.from(index.slice(1, 1 + (index[0] ?? 0))).toString("utf8");
const impliedName = (index: Oid): string => Buffer.from(index).toString("utf8");
const memberName = (index: Oid): string => {
  const [model, name] = indexParts(index, ["number", "string"]) ?? [];
  return model === 3 ? String(name) : "";
};

/** Tables in which a name of a kind has rows, and how to tell the name; the first says what names there are. */
const places: Readonly<Record<NamedKind, readonly (readonly [SetTableName, (index: Oid) => string])[]>> = {
  users: [
    ["usmUserTable", userNameOf],
    ["vacmSecurityToGroupTable", memberName],
  ],
  targets: [["snmpTargetAddrTable", impliedName]],
  views: [["vacmViewTreeFamilyTable", firstName]],
  filters: [["snmpNotifyFilterTable", firstName]],
};

/** Whether rows that were made by SET have this name. */
export function hasName(rows: SetRows, kind: NamedKind, name: string): boolean {
  const [[table, nameOf]] = places[kind] as [(typeof places)[NamedKind][number]];
  return [...rows[table].values()].some(({ index }) => nameOf(index) === name);
}

/** The rows without those of a name. */
export function withoutName(rows: SetRows, kind: NamedKind, name: string): SetRows {
  const left = places[kind].map(([table, nameOf]) => [
    table,
    new Map([...rows[table]].filter(([, { index }]) => nameOf(index) !== name)),
  ]);
  return { ...rows, ...(Object.fromEntries(left) as Partial<SetRows>) };
}

/** The rows without users of another engine, whose keys are worth nothing here, and the names of those. */
export function usersOfEngine(
  rows: SetRows,
  engineId: Uint8Array | undefined,
): { readonly rows: SetRows; readonly lost: readonly string[] } {
  const id = engineId === undefined ? undefined : [engineId.length, ...engineId];
  const isOwn = ({ index }: SetRow): boolean => id?.every((arc, i) => index[i] === arc) === true;
  const all = [...rows.usmUserTable];
  return {
    rows: { ...rows, usmUserTable: new Map(all.filter(([, row]) => isOwn(row))) },
    lost: all.filter(([, row]) => !isOwn(row)).map(([, { index }]) => userNameOf(index)),
  };
}
