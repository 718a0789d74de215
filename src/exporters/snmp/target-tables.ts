import type { FilterProfiles } from "../../snmp/notification-filter.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import { stringIndex } from "../../snmp/oid.ts";
import { parseAddress } from "../../snmp/source-list.ts";
import { minimumLevelOf } from "../../snmp/user-keys.ts";
import { maskOf, type ViewFamily } from "../../snmp/vacm.ts";
import { AddressColumn, UDP_IPV4, UDP_IPV6 } from "./administration/tables.ts";
import { RowStatus, type ShownRow, StorageType } from "./storage.ts";
import type { ServedModule } from "./system-mib.ts";

export const targetModules: readonly ServedModule[] = [
  { id: [1, 3, 6, 1, 6, 3, 12, 3, 1, 1], description: "SNMP-TARGET-MIB: where notifications go" },
  { id: [1, 3, 6, 1, 6, 3, 13, 3, 1, 1], description: "SNMP-NOTIFICATION-MIB: what is sent to whom" },
];

const messageModel = { v1: 0, v2c: 1, v3: 3 } as const;
const securityModel = { v1: 1, v2c: 2, v3: 3 } as const;
const kindNumber = { trap: 1, inform: 2 } as const;

const { active } = RowStatus;
const { readOnly } = StorageType;

/** Receivers of notifications as rows of the tables of RFC 3413. Indexes are IMPLIED names. */
export function targetRows(targets: readonly NotificationTarget[], filters: FilterProfiles): TargetRows {
  const kinds = (["trap", "inform"] as const).filter((kind) => targets.some((target) => target.kind === kind));
  return {
    snmpTargetAddrTable: targets.map(addressRow),
    snmpTargetParamsTable: targets.map(parameterRow),
    snmpNotifyTable: kinds.map((kind) => [
      [...Buffer.from(kind)],
      { 2: kind, 3: kindNumber[kind], 4: readOnly, 5: active },
    ]),
    snmpNotifyFilterProfileTable: targets.flatMap(({ name, filter }): ShownRow[] =>
      filter === undefined ? [] : [[[...Buffer.from(name)], { 1: filter, 2: readOnly, 3: active }]],
    ),
    snmpNotifyFilterTable: Object.entries(filters).flatMap(([name, families]) =>
      families.map((family) => filterRow(name, family)),
    ),
  };
}

type TargetRows = Readonly<
  Record<
    | "snmpTargetAddrTable"
    | "snmpTargetParamsTable"
    | "snmpNotifyTable"
    | "snmpNotifyFilterProfileTable"
    | "snmpNotifyFilterTable",
    readonly ShownRow[]
  >
>;

/** The subtree is IMPLIED: without its length. */
function filterRow(name: string, family: ViewFamily): ShownRow {
  return [
    [...stringIndex(Buffer.from(name)), ...family.subtree],
    { 2: maskOf(family), 3: family.included ? 1 : 2, 4: readOnly, 5: active },
  ];
}

function addressRow({ name, host, port, kind, timeout, retries }: NotificationTarget): ShownRow {
  const address = parseAddress(host) ?? [];
  return [
    [...Buffer.from(name)],
    {
      2: address.length > 4 ? UDP_IPV6 : UDP_IPV4,
      3: Buffer.from([...address, port >> 8, port & 0xff]),
      ...{
        4: Math.round(timeout / 10),
        5: retries,
        6: kind,
        7: name,
        8: readOnly,
        9: active,
        [AddressColumn.mask]: "",
        [AddressColumn.maximumSize]: 484,
      },
    },
  ];
}

function parameterRow({ name, security }: NotificationTarget): ShownRow {
  return [
    [...Buffer.from(name)],
    {
      2: messageModel[security.version],
      3: securityModel[security.version],
      // The name behind a community is the target's: the community itself is a secret.
      4: security.version === "v3" ? security.user.name : (security.securityName ?? name),
      5: security.version === "v3" ? minimumLevelOf(security.user) + 1 : 1,
      ...{ 6: readOnly, 7: active },
    },
  ];
}
