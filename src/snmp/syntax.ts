import { BerTag, type BerWriter } from "../wire/ber.ts";
import type { Oid } from "./oid.ts";

/** The base types of SMIv2 objects (RFC 2578 section 7.1); textual conventions reduce to these. */
export type Syntax =
  | "Integer32"
  | "OctetString"
  | "ObjectIdentifier"
  | "IpAddress"
  | "Counter32"
  | "Unsigned32"
  | "TimeTicks"
  | "Counter64";

/** What a value is given as: text goes out as UTF-8, numbers of 32 bits wrap. */
export type SnmpValue = number | bigint | string | Uint8Array | Oid;

export const tagOf: Readonly<Record<Syntax, number>> = {
  Integer32: BerTag.integer,
  OctetString: BerTag.octetString,
  ObjectIdentifier: BerTag.objectIdentifier,
  IpAddress: BerTag.ipAddress,
  Counter32: BerTag.counter32,
  Unsigned32: BerTag.unsigned32,
  TimeTicks: BerTag.timeTicks,
  Counter64: BerTag.counter64,
};

/** Writes a value in its syntax. */
export function writeValue(writer: BerWriter, syntax: Syntax, value: SnmpValue): void {
  switch (syntax) {
    case "Integer32":
      writer.integer(Number(value));
      break;
    case "Counter32":
    case "Unsigned32":
    case "TimeTicks":
      writer.unsigned(Number(value), tagOf[syntax]);
      break;
    case "Counter64":
      writer.unsigned64(BigInt(value as number | bigint), BerTag.counter64);
      break;
    case "ObjectIdentifier":
      writer.objectIdentifier(value as Oid);
      break;
    default:
      writer.octets(typeof value === "string" ? Buffer.from(value, "utf8") : (value as Uint8Array), tagOf[syntax]);
  }
}
