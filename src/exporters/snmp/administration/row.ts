import type { Oid } from "../../../snmp/oid.ts";
import type { WrittenValue } from "../../../snmp/set.ts";

/** What a row of usmUserTable holds besides its columns. Keys are localised to this engine, in hexadecimal. */
export interface UserSecrets {
  readonly auth?: string | undefined;
  readonly priv?: string | undefined;
  readonly cloned: boolean;
  /** A user that was cloned needs keys of its own before it can be active. */
  readonly authChanged: boolean;
  readonly privChanged: boolean;
}

/** A row that was made by SET. */
export interface SetRow {
  readonly index: Oid;
  /** By column number, StorageType and RowStatus among them. */
  readonly values: Readonly<Record<number, WrittenValue>>;
  readonly secrets?: UserSecrets | undefined;
}

/** Tables whose rows can be made by SET, by their names in the MIBs. */
export const setTableNames = [
  "usmUserTable",
  "vacmSecurityToGroupTable",
  "vacmAccessTable",
  "vacmViewTreeFamilyTable",
  "snmpTargetAddrTable",
  "snmpTargetParamsTable",
  "snmpNotifyTable",
  "snmpNotifyFilterProfileTable",
  "snmpNotifyFilterTable",
  "snmpCommunityTable",
] as const;

export type SetTableName = (typeof setTableNames)[number];

/** Rows by their indexes as text. */
export type RowsByIndex = ReadonlyMap<string, SetRow>;

/** All rows that were made by SET. Never changed: a change makes another one. */
export type SetRows = Readonly<Record<SetTableName, RowsByIndex>>;

export const noSetRows: SetRows = Object.fromEntries(
  setTableNames.map((name) => [name, new Map()]),
) as unknown as SetRows;
