import { BerTag, type BerWriter } from "../wire/ber.ts";
import type { Oid } from "./oid.ts";
import { PduType } from "./pdu.ts";
import { type SnmpValue, type Syntax, writeValue } from "./syntax.ts";

/** An object that a notification carries. */
export interface NotifiedObject {
  /** With its instance. */
  readonly name: Oid;
  readonly syntax: Syntax;
  readonly value: SnmpValue;
}

/** Something that happened, as SNMP tells it. */
export interface Notification {
  /** snmpTrapOID. */
  readonly id: Oid;
  /** sysUpTime when it happened. */
  readonly upTime: number;
  readonly objects: readonly NotifiedObject[];
}

const SYS_UP_TIME: Oid = [1, 3, 6, 1, 2, 1, 1, 3, 0];
const SNMP_TRAP_OID: Oid = [1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0];
const SNMP_TRAPS: Oid = [1, 3, 6, 1, 6, 3, 1, 1, 5];
const ENTERPRISE_SPECIFIC = 6;

/** Writes an SNMPv2-Trap or InformRequest PDU before the writer's position (RFC 3416 section 4.2.6). */
export function writeNotificationPdu(
  writer: BerWriter,
  type: typeof PduType.trapV2 | typeof PduType.inform,
  requestId: number,
  notification: Notification,
): void {
  const end = writer.position;
  writeObjects(writer, notification.objects);
  writeObjects(writer, [
    { name: SYS_UP_TIME, syntax: "TimeTicks", value: notification.upTime },
    { name: SNMP_TRAP_OID, syntax: "ObjectIdentifier", value: notification.id },
  ]);
  writer.header(BerTag.sequence, end);
  for (const value of [0, 0, requestId]) writer.integer(value);
  writer.header(type, end);
}

/**
 * Writes an SNMPv1 Trap-PDU (RFC 1157 section 4.1.6) translated as RFC 3584 section 3.2 says. Returns false, having
 * written nothing, when SNMPv1 has no words for it: Counter64.
 */
export function writeTrapV1Pdu(
  writer: BerWriter,
  notification: Notification,
  sysObjectId: Oid,
  agentAddress: readonly number[],
): boolean {
  const { id, objects, upTime } = notification;
  if (objects.some((object) => object.syntax === "Counter64")) return false;
  const last = id.at(-1) ?? 0;
  const standard = id.length === SNMP_TRAPS.length + 1 && SNMP_TRAPS.every((arc, i) => id[i] === arc) && last <= 6;
  const enterprise = standard ? sysObjectId : id.slice(0, id.at(-2) === 0 ? -2 : -1);
  const end = writer.position;
  writeObjects(writer, objects);
  writer.header(BerTag.sequence, end);
  writer.unsigned(upTime, BerTag.timeTicks);
  writer.integer(standard ? 0 : last);
  writer.integer(standard ? last - 1 : ENTERPRISE_SPECIFIC);
  const address = agentAddress.length === 4 ? agentAddress : [0, 0, 0, 0];
  writer.octets(Uint8Array.from(address), BerTag.ipAddress);
  writer.objectIdentifier(enterprise);
  writer.header(PduType.trapV1, end);
  return true;
}

/** Variable bindings, in their order, before the writer's position. */
function writeObjects(writer: BerWriter, objects: readonly NotifiedObject[]): void {
  for (const { name, syntax, value } of [...objects].reverse()) {
    const end = writer.position;
    writeValue(writer, syntax, value);
    writer.objectIdentifier(name);
    writer.header(BerTag.sequence, end);
  }
}
