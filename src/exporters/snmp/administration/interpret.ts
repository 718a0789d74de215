import type { Role } from "../../../hpi/operation.ts";
import type { CommunityOptions } from "../../../snmp/community.ts";
import type { FilterProfiles } from "../../../snmp/notification-filter.ts";
import type { CommunitySecurity, NotificationTarget, UserSecurity } from "../../../snmp/notification-target.ts";
import type { Oid } from "../../../snmp/oid.ts";
import { privProtocols } from "../../../snmp/privacy.ts";
import { hasKeysFor, type UsmIdentity, type UsmUserKeys } from "../../../snmp/user-keys.ts";
import { type AccessEntry, type GroupMember, type ViewFamily, wildcardsOfMask } from "../../../snmp/vacm.ts";
import { RowStatus } from "../storage.ts";
import type { SetRow, SetRows, SetTableName } from "./row.ts";
import { AddressColumn, indexParts, prefixOf, sameOid, UserColumn } from "./tables.ts";
import { protocolOf } from "./user-row.ts";

/** What the rows made by SET mean. */
export interface SetUp {
  readonly users: readonly UsmUserKeys[];
  readonly members: readonly GroupMember[];
  readonly access: readonly AccessEntry[];
  readonly views: Readonly<Record<string, readonly ViewFamily[]>>;
  readonly filters: FilterProfiles;
  readonly communities: readonly CommunityOptions[];
  readonly targets: readonly NotificationTarget[];
  /** Receivers that nothing can be sent to, and why. */
  readonly idle: readonly { readonly name: string; readonly problem: string }[];
}

/** A receiver as configuration and commands set it up, for rows that refer to it. */
export interface FixedTargets {
  readonly targets: readonly NotificationTarget[];
  readonly users: readonly UsmIdentity[];
}

const text = (value: unknown): string => Buffer.from(value as Uint8Array).toString("utf8");
const number = (value: unknown): number => value as number;

function active(rows: SetRows, table: SetTableName, status: number): SetRow[] {
  return [...rows[table].values()].filter((row) => row.values[status] === RowStatus.active);
}

/** Makes sense of the active rows. What refers to something that is not there is left out. */
export function interpret(rows: SetRows, fixed: FixedTargets, engineId: Uint8Array): SetUp {
  const users = active(rows, "usmUserTable", 13).flatMap((row) => userOf(row, engineId) ?? []);
  const members = active(rows, "vacmSecurityToGroupTable", 5).map((row): GroupMember => {
    const [model, name] = indexParts(row.index, ["number", "string"]) as [1 | 2 | 3, Buffer];
    return { model, securityName: text(name), group: text(row.values[3]) };
  });
  const families = active(rows, "vacmViewTreeFamilyTable", 6).map((row) => {
    const subtree = row.index.slice(row.index[0]! + 2);
    return [nameBefore(row.index), family(subtree, row.values[3], row.values[4])] as const;
  });
  const filterFamilies = active(rows, "snmpNotifyFilterTable", 5).map((row) => {
    const subtree = row.index.slice(row.index[0]! + 1);
    return [nameBefore(row.index), family(subtree, row.values[2], row.values[3])] as const;
  });
  const { targets, idle } = targetsOf(rows, { ...fixed, users: [...fixed.users, ...users] });
  return {
    users,
    members,
    access: active(rows, "vacmAccessTable", 9).map(accessOf),
    views: grouped(families),
    filters: grouped(filterFamilies),
    communities: communitiesOf(rows, engineId),
    targets,
    idle,
  };
}

/** The role of the users of a group: what its name begins with, as `Operator night shift`; else they only read. */
export function roleOfGroup(group: string): Role {
  const [first] = group.split(" ");
  return first === "Administrator" || first === "Operator" ? first : "ReadOnly";
}

function userOf({ index, values, secrets }: SetRow, engineId: Uint8Array): UsmUserKeys | undefined {
  const authProtocol = protocolOf(values[UserColumn.authProtocol] as Oid)?.name;
  const privProtocol = privProtocols.find(({ oid }) => sameOid(oid, values[UserColumn.privProtocol] as Oid))?.name;
  // The agent serves nobody who does not encrypt.
  if (secrets?.auth === undefined || secrets.priv === undefined) return undefined;
  if (authProtocol === undefined || privProtocol === undefined) return undefined;
  const local = { engineId: Buffer.from(engineId).toString("hex"), auth: secrets.auth, priv: secrets.priv };
  return { name: userNameOf(index), authProtocol, privProtocol, local };
}

/** usmUserName of an index. */
export function userNameOf(index: Oid): string {
  return text(indexParts(index, ["string", "string"])?.[1] ?? Buffer.alloc(0));
}

function accessOf({ index, values }: SetRow): AccessEntry {
  const parts = indexParts(index, ["string", "string", "number", "number"]) as [
    Buffer,
    Buffer,
    0 | 1 | 2 | 3,
    1 | 2 | 3,
  ];
  const [group, prefix, model, level] = parts;
  const view = (column: number, purpose: "read" | "write" | "notify") => {
    const name = text(values[column]);
    return name === "" ? {} : { [purpose]: name };
  };
  return {
    group: text(group),
    contextPrefix: text(prefix),
    contextMatch: values[4] === 2 ? "prefix" : "exact",
    model,
    level: (level - 1) as 0 | 1 | 2,
    ...view(5, "read"),
    ...view(6, "write"),
    ...view(7, "notify"),
  };
}

function nameBefore(index: Oid): string {
  return Buffer.from(index.slice(1, 1 + index[0]!)).toString("utf8");
}

function family(subtree: Oid, mask: unknown, type: unknown): ViewFamily {
  const wildcards = wildcardsOfMask(mask as Uint8Array, subtree.length);
  return { subtree, included: type === 1, ...(wildcards.length === 0 ? {} : { wildcards }) };
}

function grouped(
  families: readonly (readonly [name: string, family: ViewFamily])[],
): Readonly<Record<string, readonly ViewFamily[]>> {
  const found = new Map<string, ViewFamily[]>();
  for (const [name, one] of families) found.set(name, [...(found.get(name) ?? []), one]);
  return Object.fromEntries(found);
}

interface Address {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Itself, or the network that its mask makes of it. */
  readonly source: string;
  readonly timeout: number;
  readonly retries: number;
  readonly tags: readonly string[];
  readonly parameters: string;
}

function addressesOf(rows: SetRows): Address[] {
  return active(rows, "snmpTargetAddrTable", 9).map(({ index, values }) => {
    const octets = Buffer.from(values[3] as Uint8Array);
    const at = octets.length - 2;
    const host = hostOf(octets.subarray(0, at));
    const mask = values[AddressColumn.mask] as Uint8Array;
    return {
      name: text(index),
      host,
      source: mask.length === 0 ? host : `${host}/${prefixOf(mask.subarray(0, at))}`,
      port: octets.readUInt16BE(at),
      // In hundredths of a second; what is unreasonable is not done.
      timeout: Math.min(Math.max(number(values[4]) * 10, 100), 600_000),
      retries: number(values[5]),
      tags: tagsOf(values[6]),
      parameters: text(values[7]),
    };
  });
}

/** An address as text. */
export function hostOf(octets: Uint8Array): string {
  if (octets.length === 4) return [...octets].join(".");
  const groups = Array.from({ length: 8 }, (_, i) => ((octets[2 * i]! << 8) | octets[2 * i + 1]!).toString(16));
  return groups.join(":");
}

/** snmpTagList: tags with blanks between them (RFC 3413). */
function tagsOf(value: unknown): string[] {
  return text(value)
    .split(/[ \t\r\n]/)
    .filter((tag) => tag !== "");
}

function communitiesOf(rows: SetRows, engineId: Uint8Array): CommunityOptions[] {
  const addresses = addressesOf(rows);
  return active(rows, "snmpCommunityTable", 8).flatMap(({ values }): CommunityOptions[] => {
    const tag = text(values[6]);
    // Without a tag anybody might use it: such a row serves for sending only.
    const sources = tag === "" ? [] : addresses.filter(({ tags }) => tags.includes(tag)).map(({ source }) => source);
    const of = values[4] as Uint8Array;
    if (sources.length === 0 || (of.length > 0 && !Buffer.from(of).equals(engineId))) return [];
    const community = Buffer.from(values[2] as Uint8Array).toString("utf8");
    return [{ community, securityName: text(values[3]), sources, models: [1, 2], context: text(values[5]) }];
  });
}

/** Who is told: each active address for each active row of snmpNotifyTable whose tag it has. */
function targetsOf(rows: SetRows, { targets: fixed, users }: FixedTargets): Pick<SetUp, "targets" | "idle"> {
  const targets: NotificationTarget[] = [];
  const idle: { name: string; problem: string }[] = [];
  const notify = active(rows, "snmpNotifyTable", 5).map(({ values }) => ({
    tag: text(values[2]),
    kind: values[3] === 2 ? ("inform" as const) : ("trap" as const),
  }));
  // Those that configuration and commands set up have a row for each kind, tagged with its name.
  for (const { kind } of fixed) notify.push({ tag: kind, kind });
  const parameters = new Map(active(rows, "snmpTargetParamsTable", 7).map((row) => [text(row.index), row]));
  const profiles = new Map(
    active(rows, "snmpNotifyFilterProfileTable", 3).map((row) => [text(row.index), text(row.values[1])]),
  );
  for (const address of addressesOf(rows)) {
    for (const kind of ["trap", "inform"] as const) {
      if (!notify.some((row) => row.kind === kind && address.tags.includes(row.tag))) continue;
      const row = parameters.get(address.parameters);
      const known = row === undefined ? fixed.find(({ name }) => name === address.parameters) : undefined;
      const security = row === undefined ? known?.security : securityOf(row, rows, users);
      const problem =
        security === undefined
          ? `there are no usable parameters ${address.parameters}`
          : address.port === 0
            ? "its port is 0"
            : cannot(kind, security);
      if (security === undefined || problem !== undefined) {
        idle.push({ name: address.name, problem: problem ?? "" });
        continue;
      }
      const filter = profiles.get(address.parameters) ?? known?.filter;
      const { name, host, port, timeout, retries } = address;
      const both = targets.some((target) => target.name === name);
      targets.push({
        ...{ name: both ? `${name} (${kind})` : name, host, port, kind, security, timeout, retries },
        ...(filter === undefined ? {} : { filter }),
      });
    }
  }
  return { targets, idle };
}

function cannot(kind: "trap" | "inform", security: CommunitySecurity | UserSecurity): string | undefined {
  if (kind === "trap") return undefined;
  if (security.version === "v1") return "SNMPv1 has no informs";
  if (security.version === "v3" && !hasKeysFor(security.user, undefined)) {
    return `of user ${security.user.name} only the keys of this engine are known: it can send traps, not informs`;
  }
  return undefined;
}

function securityOf(
  { values }: SetRow,
  rows: SetRows,
  users: readonly UsmIdentity[],
): CommunitySecurity | UserSecurity | undefined {
  const securityName = text(values[4]);
  if (values[2] === 3) {
    const user = users.find(({ name }) => name === securityName);
    const minimumLevel = values[5] === 2 ? ("authNoPriv" as const) : ("authPriv" as const);
    return user && { version: "v3", user: { ...user, minimumLevel } };
  }
  const row = active(rows, "snmpCommunityTable", 8).find((found) => text(found.values[3]) === securityName);
  if (row === undefined) return undefined;
  return { version: values[2] === 0 ? "v1" : "v2c", community: text(row.values[2]), securityName };
}
