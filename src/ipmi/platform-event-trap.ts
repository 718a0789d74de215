/** Platform event traps: IPMI Platform Event Trap Format Specification 1.0. Their integers are big-endian. */
import { bits, bytes, flag, named, reserved, rest, span, struct, u8, u16, u32 } from "../wire/declare.ts";
import type { ValueOfType } from "../wire/type.ts";
import { encodeSelRecord, type SelRecord, systemEventRecordType } from "./sel/index.ts";
import { systemEvent } from "./sel/system-event.ts";

/** The specific-trap number of an SNMPv1 trap, or the last arc of an SNMPv2 one, as three octets. */
export const petSpecific = struct("platform event trap number", {
  sensorType: u8,
  ...bits(1, { eventReadingType: span(6, 0), reservedType: reserved(7, 7) }),
  ...bits(1, { offset: span(3, 0), reservedOffset: reserved(6, 4), deassertion: flag(7) }),
});

/** The octets of the trap's one variable. */
export const petVariable = struct("platform event trap variable", {
  systemGuid: bytes(16),
  /** Counts the traps of a sender, for telling repetitions from news. */
  cookie: u16,
  /** Seconds since 1998-01-01 by the sender's clock; 0 when it has none. */
  timestamp: u32,
  /** Minutes by which the sender's clock is ahead of UTC, in two's complement; FFFFh when it does not say. */
  utcOffset: u16,
  trapSource: u8,
  eventSource: u8,
  severity: named(u8, {
    unspecified: 0,
    monitor: 1,
    information: 2,
    ok: 4,
    nonCritical: 8,
    critical: 16,
    nonRecoverable: 32,
  }),
  /** IPMB address or software id of who owns the sensor. */
  sensorDevice: u8,
  sensorNumber: u8,
  entityId: u8,
  entityInstance: u8,
  eventData: bytes(8),
  language: u8,
  manufacturerId: u32,
  systemId: u16,
  oem: rest,
});

export type PlatformEventTrap = ValueOfType<typeof petSpecific> & ValueOfType<typeof petVariable>;

const UNSPECIFIED_OFFSET = 0xffff;
const LARGEST_SPECIFIC = 0xffffff;
const FORMAT_VERSION = 0x04;

/** Reads a trap. Undefined when its number is none of a platform event; throws WireError when the variable is short. */
export function decodePet(specific: number, variable: Uint8Array): PlatformEventTrap | undefined {
  if (!Number.isInteger(specific) || specific < 0 || specific > LARGEST_SPECIFIC) return undefined;
  const number = Uint8Array.of(specific >> 16, (specific >> 8) & 0xff, specific & 0xff);
  return { ...petSpecific.decode(number), ...petVariable.decode(variable, "big") };
}

/** Minutes by which the sender's clock is ahead of UTC; undefined when it does not say. */
export function petUtcOffset({ utcOffset }: PlatformEventTrap): number | undefined {
  return utcOffset === UNSPECIFIED_OFFSET ? undefined : (utcOffset << 16) >> 16;
}

/** The same event as a SEL would hold it (IPMI 2.0 section 32.1). */
export function selRecordOfPet(pet: PlatformEventTrap): Uint8Array {
  const event = systemEvent.decode(
    Uint8Array.of(
      0,
      0,
      0,
      0,
      pet.sensorDevice,
      0,
      FORMAT_VERSION,
      pet.sensorType,
      pet.sensorNumber,
      0,
      ...pet.eventData,
    ),
  );
  const { eventReadingType, deassertion, offset } = pet;
  // The offset is in both; the trap's number is the one that filters go by.
  const record: SelRecord = {
    ...event,
    eventReadingType,
    deassertion,
    offset,
    recordId: 0,
    recordType: systemEventRecordType,
  };
  return encodeSelRecord(record);
}
