import { type AuthProtocol, authProtocols } from "../../../snmp/authentication.ts";
import { changedKey } from "../../../snmp/key-change.ts";
import type { Oid } from "../../../snmp/oid.ts";
import { ErrorStatus, type ErrorStatusCode } from "../../../snmp/pdu.ts";
import type { WrittenValue } from "../../../snmp/set.ts";
import { RowStatus } from "../storage.ts";
import type { UserSecrets } from "./row.ts";
import { authProtocolOid, NO_AUTHENTICATION, NO_PRIVACY, sameOid, UserColumn } from "./tables.ts";

/** A user as a row of usmUserTable, with its keys. */
export interface UserRow {
  readonly values: Readonly<Record<number, WrittenValue>>;
  readonly secrets: UserSecrets;
}

export const noSecrets: UserSecrets = { cloned: false, authChanged: false, privChanged: false };

/** What a request assigns to a user, by column. */
export type UserAssignments = ReadonlyMap<number, WrittenValue>;

export interface UserChange {
  readonly before: UserRow | undefined;
  readonly row: UserRow;
  readonly assigned: UserAssignments;
  /** Whether the requester is this user itself. */
  readonly own: boolean;
  /** The active user that a RowPointer leads to. */
  readonly source: (pointer: Oid) => UserRow | undefined;
}

/** The user after the request, or the column that refuses and why (RFC 3414 section 5, usmUserEntry). */
export function changeUser(
  change: UserChange,
): UserRow | { readonly column: number; readonly status: ErrorStatusCode } {
  const { before, assigned, own, source } = change;
  let values: Record<number, WrittenValue> = { ...change.row.values };
  let { secrets } = change.row;
  const refuse = (column: number, status: ErrorStatusCode) => ({ column, status });

  const pointer = assigned.get(UserColumn.cloneFrom);
  if (pointer !== undefined && !secrets.cloned) {
    const from = source(pointer as Oid);
    if (from === undefined) return refuse(UserColumn.cloneFrom, ErrorStatus.inconsistentName);
    values = {
      ...values,
      [UserColumn.authProtocol]: from.values[UserColumn.authProtocol]!,
      [UserColumn.privProtocol]: from.values[UserColumn.privProtocol]!,
    };
    const { auth, priv } = from.secrets;
    secrets = { auth, priv, cloned: true, authChanged: false, privChanged: false };
  }
  values[UserColumn.cloneFrom] = [0, 0];

  for (const [column, none] of [
    [UserColumn.privProtocol, NO_PRIVACY],
    [UserColumn.authProtocol, NO_AUTHENTICATION],
  ] as const) {
    const wanted = assigned.get(column) as Oid | undefined;
    // What a new row says of its protocols gives way to what it is cloned from.
    if (wanted === undefined || (before === undefined && secrets.cloned)) continue;
    if (before !== undefined && !sameOid(wanted, values[column] as Oid) && !sameOid(wanted, none)) {
      return refuse(column, ErrorStatus.inconsistentValue);
    }
    values[column] = wanted;
    if (sameOid(wanted, none))
      secrets = { ...secrets, [column === UserColumn.privProtocol ? "priv" : "auth"]: undefined };
  }
  const authenticates = !sameOid(values[UserColumn.authProtocol] as Oid, NO_AUTHENTICATION);
  const encrypts = !sameOid(values[UserColumn.privProtocol] as Oid, NO_PRIVACY);
  if (encrypts && !authenticates) {
    const column = assigned.has(UserColumn.privProtocol) ? UserColumn.privProtocol : UserColumn.authProtocol;
    return refuse(column, ErrorStatus.inconsistentValue);
  }

  for (const [column, key] of [
    [UserColumn.authKeyChange, "auth"],
    [UserColumn.ownAuthKeyChange, "auth"],
    [UserColumn.privKeyChange, "priv"],
    [UserColumn.ownPrivKeyChange, "priv"],
  ] as const) {
    const value = assigned.get(column);
    values[column] = Buffer.alloc(0);
    if (value === undefined) continue;
    if (column === UserColumn.ownAuthKeyChange || column === UserColumn.ownPrivKeyChange) {
      if (!own) return refuse(column, ErrorStatus.noAccess);
      if (before?.values[13] !== RowStatus.active) return refuse(column, ErrorStatus.inconsistentValue);
    }
    if (!secrets.cloned) return refuse(column, ErrorStatus.inconsistentName);
    if (!(key === "auth" ? authenticates : encrypts)) continue;
    const protocol = protocolOf(values[UserColumn.authProtocol] as Oid);
    const old = secrets[key];
    if (protocol === undefined || old === undefined) return refuse(column, ErrorStatus.genErr);
    const changed = changedKey(protocol, Buffer.from(old, "hex"), value as Uint8Array);
    if (changed === undefined) return refuse(column, ErrorStatus.wrongLength);
    secrets = { ...secrets, [key]: changed.toString("hex"), [`${key}Changed`]: true };
  }
  return { values, secrets };
}

/** Whether a user could be active: it has keys of its own for what it employs. */
export function isUserComplete({ values, secrets }: UserRow): boolean {
  const authenticates = !sameOid(values[UserColumn.authProtocol] as Oid, NO_AUTHENTICATION);
  const encrypts = !sameOid(values[UserColumn.privProtocol] as Oid, NO_PRIVACY);
  return (!authenticates || secrets.authChanged) && (!encrypts || secrets.privChanged);
}

export function protocolOf(oid: Oid): AuthProtocol | undefined {
  return authProtocols.find(({ name }) => sameOid(authProtocolOid(name), oid));
}
