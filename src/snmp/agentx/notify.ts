import { BerTag } from "../../wire/ber.ts";
import type { Notification } from "../notification.ts";
import type { Oid } from "../oid.ts";
import { tagOf } from "../syntax.ts";
import { PduWriter } from "./pdu-writer.ts";

const SNMP_TRAP_OID: Oid = [1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0];

/** The payload of an agentx-Notify-PDU; the time since it started is the master's to tell (RFC 2741 section 6.2.10). */
export function notifyPayload({ id, objects }: Notification): PduWriter {
  const payload = new PduWriter().varbind({ name: SNMP_TRAP_OID, tag: BerTag.objectIdentifier, value: id });
  for (const { name, syntax, value } of objects) {
    payload.varbind({ name, tag: tagOf[syntax], value: typeof value === "string" ? Buffer.from(value) : value });
  }
  return payload;
}
