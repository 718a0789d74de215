import type { FilterProfiles } from "../../snmp/notification-filter.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import { type Oid, stringIndex } from "../../snmp/oid.ts";
import { parseAddress } from "../../snmp/source-list.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import { minimumLevelOf } from "../../snmp/user-keys.ts";
import { maskOf, type ViewFamily } from "../../snmp/vacm.ts";
import { Rows } from "./hpi-agent-mib/rows.ts";
import { ROW_ACTIVE, type ShownRow, STORAGE_READ_ONLY, showRows } from "./storage.ts";
import type { ServedModule } from "./system-mib.ts";

export const targetModules: readonly ServedModule[] = [
  { id: [1, 3, 6, 1, 6, 3, 12, 3, 1, 1], description: "SNMP-TARGET-MIB: where notifications go" },
  { id: [1, 3, 6, 1, 6, 3, 13, 3, 1, 1], description: "SNMP-NOTIFICATION-MIB: what is sent to whom" },
];

const targetMib: Oid = [1, 3, 6, 1, 6, 3, 12, 1];
const notificationMib: Oid = [1, 3, 6, 1, 6, 3, 13, 1];
/** transportDomainUdpIpv4 and transportDomainUdpIpv6 (RFC 3419). */
const UDP_IPV4: Oid = [1, 3, 6, 1, 2, 1, 100, 1, 1];
const UDP_IPV6: Oid = [1, 3, 6, 1, 2, 1, 100, 1, 2];

const messageModel = { v1: 0, v2c: 1, v3: 3 } as const;
const securityModel = { v1: 1, v2c: 2, v3: 3 } as const;
const kindNumber = { trap: 1, inform: 2 } as const;

const text = (number: number) => ({ number, syntax: "OctetString" }) as const;
const integer = (number: number) => ({ number, syntax: "Integer32" }) as const;

/**
 * snmpTargetAddrTable, snmpTargetParamsTable, snmpNotifyTable and the tables of its filters (RFC 3413), read-only.
 * Indexes are IMPLIED names.
 */
export class TargetTables {
  readonly #addresses: Rows<string>;
  readonly #parameters: Rows<string>;
  readonly #notify: Rows<string>;
  readonly #profiles: Rows<string>;
  readonly #filters: Rows<string>;

  constructor(store: ObjectStore) {
    store.scalars(targetMib, [{ ...integer(1), value: 0 }]);
    const address = [text(3), integer(4), integer(5), text(6), text(7), ...[8, 9].map(integer)];
    this.#addresses = new Rows(
      store.table([...targetMib, 2, 1], [{ number: 2, syntax: "ObjectIdentifier" }, ...address]),
    );
    const parameters = [integer(2), integer(3), text(4), ...[5, 6, 7].map(integer)];
    this.#parameters = new Rows(store.table([...targetMib, 3, 1], parameters));
    this.#notify = new Rows(store.table([...notificationMib, 1, 1], [text(2), ...[3, 4, 5].map(integer)]));
    this.#profiles = new Rows(store.table([...notificationMib, 2, 1], [text(1), ...[2, 3].map(integer)]));
    this.#filters = new Rows(store.table([...notificationMib, 3, 1], [text(2), ...[3, 4, 5].map(integer)]));
  }

  show(targets: readonly NotificationTarget[], filters: FilterProfiles): void {
    showRows(this.#addresses, targets.map(addressRow));
    showRows(this.#parameters, targets.map(parameterRow));
    const kinds = (["trap", "inform"] as const).filter((kind) => targets.some((target) => target.kind === kind));
    showRows(
      this.#notify,
      kinds.map((kind) => [
        [...Buffer.from(kind)],
        { 2: kind, 3: kindNumber[kind], 4: STORAGE_READ_ONLY, 5: ROW_ACTIVE },
      ]),
    );
    showRows(
      this.#profiles,
      targets.flatMap(({ name, filter }): ShownRow[] =>
        filter === undefined ? [] : [[[...Buffer.from(name)], { 1: filter, 2: STORAGE_READ_ONLY, 3: ROW_ACTIVE }]],
      ),
    );
    showRows(
      this.#filters,
      Object.entries(filters).flatMap(([name, families]) => families.map((family) => filterRow(name, family))),
    );
  }
}

/** The subtree is IMPLIED: without its length. */
function filterRow(name: string, family: ViewFamily): ShownRow {
  return [
    [...stringIndex(Buffer.from(name)), ...family.subtree],
    { 2: maskOf(family), 3: family.included ? 1 : 2, 4: STORAGE_READ_ONLY, 5: ROW_ACTIVE },
  ];
}

function addressRow({ name, host, port, kind, timeout, retries }: NotificationTarget): ShownRow {
  const address = parseAddress(host) ?? [];
  return [
    [...Buffer.from(name)],
    {
      2: address.length > 4 ? UDP_IPV6 : UDP_IPV4,
      3: Buffer.from([...address, port >> 8, port & 0xff]),
      ...{ 4: Math.round(timeout / 10), 5: retries, 6: kind, 7: name, 8: STORAGE_READ_ONLY, 9: ROW_ACTIVE },
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
      ...{ 6: STORAGE_READ_ONLY, 7: ROW_ACTIVE },
    },
  ];
}
