import type { HotSwapCause, HotSwapState } from "../../../hpi/hot-swap.ts";
import type { LedColor } from "../../../hpi/rdr/control.ts";
import type { SensorCategory } from "../../../hpi/rdr/sensor.ts";
import type { Quality, QualityReason } from "../../../hpi/reading.ts";
import type { Capability } from "../../../hpi/resource.ts";
import type { Severity } from "../../../hpi/severity.ts";
import { BASE_OID } from "../base-oid.ts";

/** Arcs below the root of HPI-AGENT-MIB. */
export const hpiAgentNotifications = [...BASE_OID, 0];
export const hpiAgentObjects = [...BASE_OID, 1];

/** The entry of a table by its number in the module. */
export function entryOf(table: number): readonly number[] {
  return [...hpiAgentObjects, table, 1];
}

// The enumerations of the module.

export const severityNumber: Readonly<Record<Severity, number>> = {
  critical: 1,
  major: 2,
  minor: 3,
  informational: 4,
  ok: 5,
  debug: 6,
};

const hotSwapNumber: Readonly<Record<HotSwapState, number>> = {
  NotPresent: 2,
  Inactive: 3,
  InsertionPending: 4,
  Active: 5,
  ExtractionPending: 6,
};

/** HpiAgentSwapState; unknown for a part that has told none. */
export function hotSwapState(state: HotSwapState | null): number {
  return state === null ? 1 : hotSwapNumber[state];
}

export const causeNumber: Readonly<Record<HotSwapCause, number>> = {
  "auto-policy": 1,
  "external-software": 2,
  "software-command": 3,
  "operator-latch": 4,
  removal: 5,
  insertion: 6,
  "surprise-extraction": 7,
  "communication-lost": 8,
  "communication-failure": 9,
  "user-update": 10,
  "unexpected-deactivation": 11,
  unknown: 12,
};

export const categoryNumber: Readonly<Record<SensorCategory, number>> = {
  threshold: 1,
  usage: 2,
  state: 3,
  "predictive-failure": 4,
  limit: 5,
  performance: 6,
  severity: 7,
  presence: 8,
  enable: 9,
  availability: 10,
  redundancy: 11,
  "sensor-specific": 12,
  generic: 13,
  unspecified: 14,
};

export const qualityNumber: Readonly<Record<Quality, number>> = { good: 1, stale: 2, unavailable: 3 };

export const reasonNumber: Readonly<Record<QualityReason, number>> = {
  none: 1,
  initial: 2,
  "scanning-disabled": 3,
  absent: 4,
  off: 5,
  busy: 6,
  silent: 7,
  error: 8,
  suspect: 9,
};

export const capabilityBit: Readonly<Record<Capability, number>> = {
  fru: 0,
  "managed-hot-swap": 1,
  "event-log": 2,
  power: 3,
  reset: 4,
  configuration: 5,
  "aggregate-status": 6,
  slot: 7,
};

export const colors: readonly LedColor[] = ["blue", "red", "green", "amber", "orange", "white"];

/** TruthValue (RFC 2579). */
export function truth(value: boolean): number {
  return value ? 1 : 2;
}

/** BITS of so many octets: bit 0 is the highest of the first one (RFC 3417 section 8). */
export function bits(set: Iterable<number>, octets: number): Buffer {
  const bytes = Buffer.alloc(octets);
  for (const bit of set) if (bit < octets * 8) bytes[bit >> 3]! |= 0x80 >> (bit & 7);
  return bytes;
}

/** A number as a decimal text without the noise of binary fractions; empty for none. */
export function decimal(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(Number(value.toPrecision(9)));
}

/** A count that fits Unsigned32, for numbers that grow without end. */
export function unsigned32(value: number): number {
  return value % 0x1_0000_0000;
}
