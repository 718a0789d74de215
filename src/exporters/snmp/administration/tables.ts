import { isUtf8 } from "node:buffer";
import { authProtocols } from "../../../snmp/authentication.ts";
import type { Oid } from "../../../snmp/oid.ts";
import { ErrorStatus, type ErrorStatusCode } from "../../../snmp/pdu.ts";
import { privProtocols } from "../../../snmp/privacy.ts";
import type { WrittenValue } from "../../../snmp/set.ts";
import type { SetTableName } from "./row.ts";

/** A column of a table whose rows can be made by SET. */
export interface SetColumn {
  readonly number: number;
  /** Its object type, when that is in a table which augments this one. */
  readonly object?: Oid;
  readonly syntax: "Integer32" | "OctetString" | "ObjectIdentifier";
  /** Not writable: it follows from the index. */
  readonly fixed?: boolean;
  /** Its value in a new row that does not give it; a column without one has to be given. */
  readonly initial?: WrittenValue;
  /** Reads as empty. */
  readonly secret?: boolean;
  /** Keeps its value while the row is active. */
  readonly steady?: boolean;
  check(value: WrittenValue): ErrorStatusCode;
}

/** A table whose rows can be made by SET: it has a StorageType and a RowStatus. */
export interface SetTable {
  readonly name: SetTableName;
  readonly entry: Oid;
  readonly columns: readonly SetColumn[];
  readonly storage: number;
  readonly status: number;
  /** Rows that may be made. */
  readonly most: number;
  /** Whether an index is one of the table. */
  hasIndex(index: Oid): boolean;
  /** Whether the columns of a complete row go together. */
  agrees?(values: Readonly<Record<number, WrittenValue>>): boolean;
}

const EMPTY = Buffer.alloc(0);
const NOTHING: Oid = [0, 0];
const { noError, wrongLength, wrongValue } = ErrorStatus;

const usmMib: Oid = [1, 3, 6, 1, 6, 3, 15, 1];
const vacmMib: Oid = [1, 3, 6, 1, 6, 3, 16, 1];
const targetMib: Oid = [1, 3, 6, 1, 6, 3, 12, 1];
const notificationMib: Oid = [1, 3, 6, 1, 6, 3, 13, 1];
const communityMib: Oid = [1, 3, 6, 1, 6, 3, 18, 1];

export const NO_AUTHENTICATION: Oid = [1, 3, 6, 1, 6, 3, 10, 1, 1, 1];
export const NO_PRIVACY: Oid = [1, 3, 6, 1, 6, 3, 10, 1, 2, 1];
/** transportDomainUdpIpv4 and transportDomainUdpIpv6 (RFC 3419), and snmpUDPDomain (RFC 3417), which is the first by another name. */
export const UDP_IPV4: Oid = [1, 3, 6, 1, 2, 1, 100, 1, 1];
export const UDP_IPV6: Oid = [1, 3, 6, 1, 2, 1, 100, 1, 2];
export const SNMP_UDP_DOMAIN: Oid = [1, 3, 6, 1, 6, 1, 1];

export const sameOid = (a: Oid, b: Oid): boolean => a.length === b.length && a.every((arc, i) => arc === b[i]);

/** usmUserAuthProtocol of a protocol by net-snmp's name. */
export function authProtocolOid(name: string): Oid {
  const found = authProtocols.find((protocol) => protocol.name === name);
  return found === undefined ? NO_AUTHENTICATION : [...NO_AUTHENTICATION.slice(0, -1), found.arc];
}

/** usmUserPrivProtocol of a protocol by net-snmp's name. */
export function privProtocolOid(name: string | undefined): Oid {
  return privProtocols.find((protocol) => protocol.name === name)?.oid ?? NO_PRIVACY;
}

/** Length-preceded strings and plain numbers that an index begins with; undefined when it is none of these parts. */
export function indexParts(index: Oid, parts: readonly ("string" | "number")[]): (Buffer | number)[] | undefined {
  const found: (Buffer | number)[] = [];
  let at = 0;
  for (const part of parts) {
    const first = index[at++];
    if (first === undefined) return undefined;
    if (part === "number") {
      found.push(first);
      continue;
    }
    const octets = index.slice(at, at + first);
    if (octets.length !== first || octets.some((arc) => arc > 255)) return undefined;
    found.push(Buffer.from(octets));
    at += first;
  }
  return at === index.length ? found : undefined;
}

const sized = (part: Buffer | number | undefined, least: number, most: number): boolean =>
  part !== undefined && typeof part !== "number" && part.length >= least && part.length <= most;

/** Whether a part of an index is an SnmpAdminString of this many octets. */
const named = (part: Buffer | number | undefined, least: number, most: number): boolean =>
  sized(part, least, most) && isUtf8(part as Buffer);

/** Whether an index is one name of 1 to 32 octets without its length. */
const impliedName = (index: Oid): boolean => index.every((arc) => arc <= 255) && named(Buffer.from(index), 1, 32);

function octets(number: number, least: number, most: number, more: Partial<SetColumn> = {}): SetColumn {
  const check = (value: WrittenValue) => {
    const { length } = value as Uint8Array;
    return length >= least && length <= most ? noError : wrongLength;
  };
  return { number, syntax: "OctetString", check, ...(least === 0 ? { initial: EMPTY } : {}), ...more };
}

/** An SnmpAdminString: text in UTF-8. */
function text(number: number, least: number, most: number, more: Partial<SetColumn> = {}): SetColumn {
  const column = octets(number, least, most, more);
  const check = (value: WrittenValue) => {
    const status = column.check(value);
    return status === noError && !isUtf8(value as Uint8Array) ? wrongValue : status;
  };
  return { ...column, check };
}

function whole(number: number, least: number, most: number, more: Partial<SetColumn> = {}): SetColumn {
  const check = (value: WrittenValue) =>
    (value as number) >= least && (value as number) <= most ? noError : wrongValue;
  return { number, syntax: "Integer32", check, ...more };
}

function pointer(number: number, allowed: readonly Oid[] | undefined, more: Partial<SetColumn> = {}): SetColumn {
  const check = (value: WrittenValue) =>
    allowed === undefined || allowed.some((oid) => sameOid(oid, value as Oid)) ? noError : wrongValue;
  return { number, syntax: "ObjectIdentifier", check, ...more };
}

/** StorageType and RowStatus, which end every row. */
function ending(storage: number): Pick<SetTable, "storage" | "status"> & { readonly last: readonly SetColumn[] } {
  const last = [whole(storage, 1, 3, { initial: 3 }), whole(storage + 1, 1, 6)];
  return { storage, status: storage + 1, last };
}

const keyChange = (number: number): SetColumn => octets(number, 0, 128, { secret: true });

function table(
  name: SetTableName,
  entry: Oid,
  columns: readonly SetColumn[],
  storage: number,
  most: number,
  hasIndex: (index: Oid) => boolean,
  agrees?: SetTable["agrees"],
): SetTable {
  const { last, ...end } = ending(storage);
  return {
    name,
    entry,
    columns: [...columns, ...last],
    ...end,
    most,
    hasIndex,
    ...(agrees === undefined ? {} : { agrees }),
  };
}

export const UserColumn = {
  securityName: 3,
  cloneFrom: 4,
  authProtocol: 5,
  authKeyChange: 6,
  ownAuthKeyChange: 7,
  privProtocol: 8,
  privKeyChange: 9,
  ownPrivKeyChange: 10,
  public: 11,
} as const;

/** What users may change of themselves, whatever their role: their keys, and the sign that it was done. */
export const ownUserColumns: readonly number[] = [
  UserColumn.ownAuthKeyChange,
  UserColumn.ownPrivKeyChange,
  UserColumn.public,
];

const digests = authProtocols.map(({ name }) => authProtocolOid(name));
const ciphers = privProtocols.map(({ oid }) => oid);

const securityModel = { 0: 1, 1: 2, 3: 3 } as Readonly<Record<number, number>>;

/** Columns of snmpTargetAddrExtTable (RFC 3584), which augments snmpTargetAddrTable. */
export const AddressColumn = { mask: 101, maximumSize: 102 } as const;

const isSize = (value: WrittenValue): ErrorStatusCode =>
  value === 0 || (value as number) >= 484 ? noError : wrongValue;

/** How many bits of an address count by its mask; undefined when they are not its first ones. */
export function prefixOf(mask: Uint8Array): number | undefined {
  const bits = [...mask].map((octet) => octet.toString(2).padStart(8, "0")).join("");
  return /^1*0*$/.test(bits) ? bits.lastIndexOf("1") + 1 : undefined;
}

/** The tables of RFC 3413, RFC 3414, RFC 3415 and RFC 3584 that can be written. */
export const setTables: readonly SetTable[] = [
  table(
    "usmUserTable",
    [...usmMib, 2, 2, 1],
    [
      octets(3, 0, 32, { fixed: true }),
      pointer(4, undefined, { initial: NOTHING }),
      pointer(5, [NO_AUTHENTICATION, ...digests], { initial: NO_AUTHENTICATION }),
      keyChange(6),
      keyChange(7),
      pointer(8, [NO_PRIVACY, ...ciphers], { initial: NO_PRIVACY }),
      keyChange(9),
      keyChange(10),
      octets(11, 0, 32),
    ],
    12,
    64,
    (index) => {
      const parts = indexParts(index, ["string", "string"]);
      return parts !== undefined && sized(parts[0], 5, 32) && named(parts[1], 1, 32);
    },
  ),
  table("vacmSecurityToGroupTable", [...vacmMib, 2, 1], [text(3, 1, 32)], 4, 128, (index) => {
    const parts = indexParts(index, ["number", "string"]);
    return parts !== undefined && [1, 2, 3].includes(parts[0] as number) && named(parts[1], 1, 32);
  }),
  table(
    "vacmAccessTable",
    [...vacmMib, 4, 1],
    [whole(4, 1, 2, { initial: 1 }), text(5, 0, 32), text(6, 0, 32), text(7, 0, 32)],
    8,
    256,
    (index) => {
      const parts = indexParts(index, ["string", "string", "number", "number"]);
      if (parts === undefined || !named(parts[0], 1, 32) || !named(parts[1], 0, 32)) return false;
      return (parts[2] as number) <= 3 && [1, 2, 3].includes(parts[3] as number);
    },
  ),
  table(
    "vacmViewTreeFamilyTable",
    [...vacmMib, 5, 2, 1],
    [octets(3, 0, 16), whole(4, 1, 2, { initial: 1 })],
    5,
    512,
    (index) => {
      const name = index.slice(0, 1 + (index[0] ?? 0));
      const subtree = index.slice(name.length);
      return named(indexParts(name, ["string"])?.[0], 1, 32) && subtree.length > 0 && subtree[0] === subtree.length - 1;
    },
  ),
  table(
    "snmpTargetAddrTable",
    [...targetMib, 2, 1],
    [
      pointer(2, [UDP_IPV4, UDP_IPV6, SNMP_UDP_DOMAIN], { steady: true }),
      octets(3, 1, 255, { steady: true }),
      whole(4, 0, 0x7fffffff, { initial: 1500 }),
      whole(5, 0, 255, { initial: 3 }),
      text(6, 0, 255),
      text(7, 1, 32),
      octets(AddressColumn.mask, 0, 255, { object: [...communityMib, 2, 1, 1] }),
      {
        ...whole(AddressColumn.maximumSize, 0, 0x7fffffff, { initial: 484, object: [...communityMib, 2, 1, 2] }),
        check: isSize,
      },
    ],
    8,
    64,
    impliedName,
    (values) => {
      const { length } = values[3] as Uint8Array;
      const mask = values[AddressColumn.mask] as Uint8Array;
      if (length !== (sameOid(values[2] as Oid, UDP_IPV6) ? 18 : 6)) return false;
      return mask.length === 0 || (mask.length === length && prefixOf(mask.subarray(0, -2)) !== undefined);
    },
  ),
  table(
    "snmpTargetParamsTable",
    [...targetMib, 3, 1],
    [
      {
        ...whole(2, 0, 3, { steady: true }),
        check: (value) => ([0, 1, 3].includes(value as number) ? noError : wrongValue),
      },
      whole(3, 1, 3, { steady: true }),
      text(4, 1, 32, { steady: true }),
      whole(5, 1, 3, { steady: true }),
    ],
    6,
    64,
    impliedName,
    (values) => securityModel[values[2] as number] === values[3] && (values[3] === 3) === (values[5] as number) > 1,
  ),
  table(
    "snmpNotifyTable",
    [...notificationMib, 1, 1],
    [text(2, 0, 255), whole(3, 1, 2, { initial: 1 })],
    4,
    64,
    impliedName,
  ),
  table("snmpNotifyFilterProfileTable", [...notificationMib, 2, 1], [text(1, 1, 32)], 2, 64, impliedName),
  table(
    "snmpNotifyFilterTable",
    [...notificationMib, 3, 1],
    [octets(2, 0, 16), whole(3, 1, 2, { initial: 1 })],
    4,
    512,
    (index) => {
      const name = index.slice(0, 1 + (index[0] ?? 0));
      return named(indexParts(name, ["string"])?.[0], 1, 32) && index.length > name.length;
    },
  ),
  table(
    "snmpCommunityTable",
    [...communityMib, 1, 1],
    [
      text(2, 1, 255, { secret: true }),
      text(3, 1, 32),
      octets(4, 5, 32, { initial: EMPTY }),
      text(5, 0, 32),
      text(6, 0, 255),
    ],
    7,
    32,
    impliedName,
  ),
];

export function setTable(name: SetTableName): SetTable {
  return setTables.find((candidate) => candidate.name === name)!;
}
