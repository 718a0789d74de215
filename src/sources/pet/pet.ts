import { systemEventRecordType } from "../../ipmi/sel/index.ts";

/** Where platform event traps come from: the enterprise of the IPMI PET specification 1.0. */
export const PET_ENTERPRISE = "1.3.6.1.4.1.3183.1.1";
/** The one variable of a platform event trap. */
export const PET_VARIABLE = `${PET_ENTERPRISE}.1`;

/** A platform event trap (IPMI Platform Event Trap Format Specification 1.0, table 3). */
export interface PlatformEventTrap {
  readonly guid: string;
  /** Counts the traps of a sender, for telling repetitions from news. */
  readonly cookie: number;
  /** Seconds since 1998-01-01, by the sender's clock; 0 when it has none. */
  readonly timestamp: number;
  /** Minutes east of UTC of the sender's clock; undefined when it does not say. */
  readonly utcOffset: number | undefined;
  readonly trapSource: number;
  readonly eventSource: number;
  /** 0 unspecified, 1 monitor, 2 information, 4 ok, 8 non-critical, 16 critical, 32 non-recoverable. */
  readonly severity: number;
  /** IPMB address or software id of who owns the sensor. */
  readonly sensorDevice: number;
  readonly sensorNumber: number;
  readonly sensorType: number;
  readonly eventType: number;
  readonly offset: number;
  readonly deassertion: boolean;
  readonly entityId: number;
  readonly entityInstance: number;
  readonly eventData: Uint8Array;
  readonly manufacturerId: number;
  readonly systemId: number;
}

const LEAST_OCTETS = 46;
const UNSPECIFIED = 0xffff;

/** Reads a trap's specific-trap number and variable; undefined when they are no platform event trap. */
export function decodePet(specific: number, octets: Uint8Array): PlatformEventTrap | undefined {
  if (octets.length < LEAST_OCTETS || !Number.isInteger(specific) || specific < 0 || specific > 0xffffff) {
    return undefined;
  }
  const bytes = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  return {
    guid: bytes.toString("hex", 0, 16),
    cookie: bytes.readUInt16BE(16),
    timestamp: bytes.readUInt32BE(18),
    utcOffset: bytes.readUInt16BE(22) === UNSPECIFIED ? undefined : bytes.readInt16BE(22),
    trapSource: bytes[24]!,
    eventSource: bytes[25]!,
    severity: bytes[26]!,
    sensorDevice: bytes[27]!,
    sensorNumber: bytes[28]!,
    sensorType: specific >> 16,
    eventType: (specific >> 8) & 0x7f,
    offset: specific & 0x0f,
    deassertion: (specific & 0x80) !== 0,
    entityId: bytes[29]!,
    entityInstance: bytes[30]!,
    eventData: Uint8Array.from(bytes.subarray(31, 39)),
    manufacturerId: bytes.readUInt32BE(40),
    systemId: bytes.readUInt16BE(44),
  };
}

/** The same event as a SEL would hold it (IPMI 2.0 section 32.1). */
export function selRecordOf(pet: PlatformEventTrap): Uint8Array {
  const record = Buffer.alloc(16);
  record[2] = systemEventRecordType;
  record[7] = pet.sensorDevice;
  record[9] = 0x04;
  record[10] = pet.sensorType;
  record[11] = pet.sensorNumber;
  record[12] = pet.eventType | (pet.deassertion ? 0x80 : 0);
  record.set(pet.eventData.subarray(0, 3), 13);
  // The offset is in both; the trap's number is the one that filters go by.
  record[13] = (record[13]! & 0xf0) | pet.offset;
  return record;
}
