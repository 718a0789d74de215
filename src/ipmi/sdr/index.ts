/** Sensor data records: IPMI 2.0 section 43. */
import { UsageError } from "../../base/errors.ts";
import { type Struct, struct, u8, u16 } from "../../wire/declare.ts";
import { type BmcChannelInfo, bmcChannelInfo } from "./bmc-channel-info.ts";
import { type CompactSensor, compactSensor } from "./compact-sensor.ts";
import {
  type DeviceRelativeEntityAssociation,
  deviceRelativeEntityAssociation,
} from "./device-relative-entity-association.ts";
import { type EntityAssociation, entityAssociation } from "./entity-association.ts";
import { type EventOnly, eventOnly } from "./event-only.ts";
import { type FruLocator, fruLocator } from "./fru-locator.ts";
import { type FullSensor, fullSensor } from "./full-sensor.ts";
import { type GenericLocator, genericLocator } from "./generic-locator.ts";
import { type McConfirmation, mcConfirmation } from "./mc-confirmation.ts";
import { type McLocator, mcLocator } from "./mc-locator.ts";
import { type OemSdr, oemSdr } from "./oem.ts";
import { type UnknownSdr, unknownSdr } from "./unknown.ts";

export type * from "./bmc-channel-info.ts";
export type * from "./compact-sensor.ts";
export type * from "./device-relative-entity-association.ts";
export type * from "./entity-association.ts";
export type * from "./event-only.ts";
export type * from "./fru-locator.ts";
export type * from "./full-sensor.ts";
export type * from "./generic-locator.ts";
export type * from "./mc-confirmation.ts";
export type * from "./mc-locator.ts";
export type * from "./oem.ts";
export type * from "./unknown.ts";

/** The five bytes before every record's body: IPMI 2.0 section 43. */
export const sdrHeader = struct("SDR header", {
  recordId: u16,
  /** 51h for IPMI 1.5 and 2.0. */
  version: u8,
  recordType: u8,
  /** Bytes after this header. */
  bodyLength: u8,
});
export const sdrHeaderLength = 5;

export type SdrBody =
  | FullSensor
  | CompactSensor
  | EventOnly
  | EntityAssociation
  | DeviceRelativeEntityAssociation
  | GenericLocator
  | FruLocator
  | McLocator
  | McConfirmation
  | BmcChannelInfo
  | OemSdr
  | UnknownSdr;

/** A record, told apart by `kind`. */
export type SdrRecord = SdrBody & { readonly recordId: number; readonly recordType: number; readonly version: number };

/** A record that describes one or more sensors. */
export type SensorRecord = Extract<SdrRecord, { readonly kind: "full-sensor" | "compact-sensor" | "event-only" }>;

/** Every known record type with its layout. */
export const sdrBodies = {
  "full-sensor": { recordType: 0x01, body: fullSensor },
  "compact-sensor": { recordType: 0x02, body: compactSensor },
  "event-only": { recordType: 0x03, body: eventOnly },
  "entity-association": { recordType: 0x08, body: entityAssociation },
  "device-relative-entity-association": { recordType: 0x09, body: deviceRelativeEntityAssociation },
  "generic-locator": { recordType: 0x10, body: genericLocator },
  "fru-locator": { recordType: 0x11, body: fruLocator },
  "mc-locator": { recordType: 0x12, body: mcLocator },
  "mc-confirmation": { recordType: 0x13, body: mcConfirmation },
  "bmc-channel-info": { recordType: 0x14, body: bmcChannelInfo },
  oem: { recordType: 0xc0, body: oemSdr },
} as const;

const bodyByType = new Map<number, Struct<unknown>>(
  Object.values(sdrBodies).map(({ recordType, body }) => [recordType, body]),
);

/** A whole record, header included. Throws WireError when it is shorter than its type asks. */
export function decodeSdr(bytes: Uint8Array): SdrRecord {
  const { recordId, version, recordType, bodyLength } = sdrHeader.decode(bytes);
  const data = bytes.subarray(sdrHeaderLength, sdrHeaderLength + bodyLength);
  const body = (bodyByType.get(recordType) ?? unknownSdr).decode(data) as SdrBody;
  // Not spread: copying a decoded record costs as much as decoding it.
  return Object.assign(body, { recordId, recordType, version });
}

/** The bytes of a record, header included. `recordType` is needed for `unknown` ones only. */
export function encodeSdr(
  record: SdrBody & { readonly recordId?: number; readonly recordType?: number; readonly version?: number },
): Uint8Array {
  const { recordId = 0, version = 0x51 } = record;
  const { recordType, body } = layoutFor(record);
  const data = body.encode(record);
  const header = sdrHeader.encode({ recordId, version, recordType, bodyLength: data.length });
  return Uint8Array.of(...header, ...data);
}

function layoutFor(record: SdrBody & { readonly recordType?: number }): {
  readonly recordType: number;
  readonly body: Struct<unknown>;
} {
  if (record.kind !== "unknown") return sdrBodies[record.kind];
  if (record.recordType === undefined) throw new UsageError("E_ENCODE", "an unknown SDR needs its recordType");
  return { recordType: record.recordType, body: unknownSdr };
}

/** True for records that describe sensors. */
export function isSensorRecord(record: SdrRecord): record is SensorRecord {
  return record.kind === "full-sensor" || record.kind === "compact-sensor" || record.kind === "event-only";
}
