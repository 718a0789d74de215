import { PduType } from "../../../src/snmp/pdu.ts";
import { BerTag, BerWriter } from "../../../src/wire/ber.ts";

export type Setting = readonly [oid: readonly number[], write: (writer: BerWriter) => void];

/** The PDU of a SET with these assignments. */
export function setRequest(...settings: Setting[]): Buffer {
  const writer = new BerWriter(Buffer.alloc(30_000));
  const end = writer.position;
  for (const [oid, write] of [...settings].reverse()) {
    const varbindEnd = writer.position;
    write(writer);
    writer.objectIdentifier(oid);
    writer.header(BerTag.sequence, varbindEnd);
  }
  writer.header(BerTag.sequence, end);
  for (const value of [0, 0, 7]) writer.integer(value);
  writer.header(PduType.set, end);
  return Buffer.from(writer.bytes.subarray(writer.position));
}
