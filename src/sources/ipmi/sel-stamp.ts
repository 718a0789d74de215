import { decodeSelRecord, type SelRecord, selRecordLength } from "../../ipmi/sel/index.ts";
import { selTime } from "../../ipmi/sel/sel-time.ts";

/** The device's time stamp, milliseconds since the epoch; null when it gave none worth showing. */
export function selStamp(record: SelRecord): number | null {
  if (record.kind !== "system-event" && record.kind !== "oem-timestamped") return null;
  const time = selTime(record.timestamp);
  return time.kind === "wall" ? time.wall : null;
}

/** The same for a record as hexadecimal text; null for what is none. */
export function selStampOf(hex: string): number | null {
  const raw = Buffer.from(hex, "hex");
  return raw.length < selRecordLength ? null : selStamp(decodeSelRecord(raw));
}
