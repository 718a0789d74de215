import type { EntityPath } from "../../hpi/entity-path.ts";
import {
  type SensorCategory,
  type SensorRdr,
  type SensorState,
  type ThresholdName,
  thresholdNames,
} from "../../hpi/rdr/sensor.ts";
import type { Unit } from "../../hpi/unit.ts";
import { addressText } from "../../ipmi/bus-address.ts";
import { isReversed } from "../../ipmi/hysteresis.ts";
import { isNonLinear } from "../../ipmi/linearization.ts";
import { countFromRaw, rawFromCount } from "../../ipmi/raw-count.ts";
import { stepAt, toleranceAt, valueFromRaw } from "../../ipmi/reading.ts";
import type { FullSensor, SdrBody } from "../../ipmi/sdr/index.ts";
import { sensorUnit } from "../../ipmi/sensor-unit.ts";
import { discreteState } from "../../ipmi/tables/discrete-states.ts";
import { genericStates } from "../../ipmi/tables/generic-states.ts";
import { sensorTypeName } from "../../ipmi/tables/sensor-types.ts";
import type { ThresholdName as IpmiThresholdName } from "../../ipmi/thresholds.ts";
import { namedThresholds } from "../../ipmi/thresholds.ts";
import type { Periods } from "./options.ts";
import type { SensorPoint } from "./points.ts";

/** HPI calls IPMI's non-critical minor, critical major, non-recoverable critical. */
const byName: Readonly<Record<IpmiThresholdName, ThresholdName>> = {
  lowerNonCritical: "lowerMinor",
  lowerCritical: "lowerMajor",
  lowerNonRecoverable: "lowerCritical",
  upperNonCritical: "upperMinor",
  upperCritical: "upperMajor",
  upperNonRecoverable: "upperCritical",
};

const reversedByName: Readonly<Record<IpmiThresholdName, ThresholdName>> = {
  lowerNonCritical: byName.upperNonCritical,
  lowerCritical: byName.upperCritical,
  lowerNonRecoverable: byName.upperNonRecoverable,
  upperNonCritical: byName.lowerNonCritical,
  upperCritical: byName.lowerCritical,
  upperNonRecoverable: byName.lowerNonRecoverable,
};

/** What a threshold is in the sensor's unit. Controllers name them by raw counts, which may run the other way. */
export function hpiThreshold(name: IpmiThresholdName, record: SdrBody | undefined): ThresholdName {
  const reversed = record?.kind === "full-sensor" && isReversed(record);
  return (reversed ? reversedByName : byName)[name];
}

const thresholdSeverity = {
  lowerMinor: "minor",
  lowerMajor: "major",
  lowerCritical: "critical",
  upperMinor: "minor",
  upperMajor: "major",
  upperCritical: "critical",
} as const;

const SENSOR_SPECIFIC = 0x6f;
const HOT_SWAP = 0xf0;
const categories: readonly SensorCategory[] = [
  "usage",
  "state",
  "predictive-failure",
  "limit",
  "performance",
  "severity",
  "presence",
  "enable",
  "availability",
  "redundancy",
];

export interface SensorPlacement {
  readonly key: string;
  readonly number: number;
  readonly entityPath: EntityPath;
  readonly periods: Periods;
}

/** What the model says about a sensor, from its record. */
export function sensorRdr(point: SensorPoint, placement: SensorPlacement): SensorRdr {
  const { record } = point;
  const { key, number, entityPath } = placement;
  const masks = record.kind === "event-only" ? undefined : record.masks;
  const thresholds = masks?.kind === "threshold" ? masks : undefined;
  const access = record.kind === "event-only" ? "none" : record.thresholdAccess;
  const readable = access === "none" ? [] : hpiThresholds(thresholds?.readableThresholds ?? [], record);
  return {
    kind: "sensor",
    number,
    name: point.name,
    key,
    entityPath,
    type: sensorTypeName(point.sensorType),
    category: categoryOf(point),
    numeric: record.kind === "full-sensor" ? numericOf(record) : null,
    states: statesOf(point),
    readableThresholds: readable,
    writableThresholds: access === "settable" ? hpiThresholds(thresholds?.settableThresholds ?? [], record) : [],
    pollPeriod: periodOf(point, placement.periods),
    origin: {
      owner: addressText(point.owner),
      lun: point.lun,
      number: point.number,
      sensorType: point.sensorType,
      eventReadingType: point.eventReadingType,
      entityId: point.entity.id,
      entityInstance: point.entity.instance,
    },
  };
}

function hpiThresholds(bits: readonly (IpmiThresholdName | number)[], record: SdrBody): readonly ThresholdName[] {
  const names = new Set(namedThresholds(bits).map((name) => hpiThreshold(name, record)));
  return thresholdNames.filter((name) => names.has(name));
}

function categoryOf(point: SensorPoint): SensorCategory {
  const type = point.eventReadingType;
  if (type === 0x01) return "threshold";
  if (type === SENSOR_SPECIFIC) return "sensor-specific";
  if (genericStates[type] === undefined) return "unspecified";
  // The one generic type after redundancy, device power states, is HPI's generic category.
  return categories[type - 0x02] ?? "generic";
}

function statesOf(point: SensorPoint): readonly SensorState[] {
  const { record } = point;
  if (point.kind === "threshold") {
    const masks = record.kind === "event-only" || record.masks.kind !== "threshold" ? undefined : record.masks;
    const bits = [
      ...(masks?.readableThresholds ?? []),
      ...(masks?.lowerComparisons ?? []),
      ...(masks?.upperComparisons ?? []),
    ];
    return hpiThresholds(bits, record).map((name) => ({ name, severity: thresholdSeverity[name] }));
  }
  const masks = record.kind !== "event-only" && record.masks.kind === "discrete" ? record.masks : undefined;
  const { readableStates = [], assertionEvents = [] } = masks ?? {};
  const offsets = [...readableStates, ...assertionEvents];
  // An empty mask is a forgotten one.
  const told = (offset: number) => readableStates.length > 0 && !readableStates.includes(offset);
  return [...new Set(offsets)]
    .sort((a, b) => a - b)
    .map((offset) => {
      const { name, severity } = discreteState(point.sensorType, point.eventReadingType, offset);
      return { name, severity, offset, ...(told(offset) ? { eventOnly: true as const } : {}) };
    });
}

function numericOf(record: FullSensor): SensorRdr["numeric"] {
  if (record.analogFormat === "none" || isForgottenFormat(record)) return null;
  // Nothing of a non-linear sensor can be converted ahead of its readings.
  if (isNonLinear(record.linearization)) return { unit: unitOf(record) };
  const value = (raw: number) => valueFromRaw(record, raw);
  // Equal ends are forgotten ones.
  const ends = record.sensorMinimum === record.sensorMaximum ? [] : [record.sensorMinimum, record.sensorMaximum];
  const limits = ends.map(value).filter((v) => v !== undefined);
  const least = record.normalMinimumSpecified ? value(record.normalMinimum) : undefined;
  const most = record.normalMaximumSpecified ? value(record.normalMaximum) : undefined;
  const isTurned = isReversed(record);
  return {
    unit: unitOf(record),
    // Greater counts may be smaller values.
    minimum: limits.length === 2 ? Math.min(...limits) : undefined,
    maximum: limits.length === 2 ? Math.max(...limits) : undefined,
    nominal: record.nominalSpecified ? value(record.nominalReading) : undefined,
    normalMinimum: isTurned ? most : least,
    normalMaximum: isTurned ? least : most,
    resolution: stepAt(record, usualRaw(record)),
    tolerance: toleranceAt(record, usualRaw(record)),
  };
}

/** A discrete sensor without numbers has zeros for its unit bytes, and so for "unsigned": IPMI 2.0 section 43.1, byte 21. */
function isForgottenFormat({ masks, baseUnit, percentage }: FullSensor): boolean {
  return masks.kind === "discrete" && baseUnit === 0 && !percentage;
}

/** The raw count that a sensor shows when all is well, as far as its record tells. */
function usualRaw(record: FullSensor): number {
  if (record.nominalSpecified) return record.nominalReading;
  const isNormal = record.normalMinimumSpecified && record.normalMaximumSpecified;
  const [low, high] = isNormal
    ? [record.normalMinimum, record.normalMaximum]
    : [record.sensorMinimum, record.sensorMaximum];
  const counts = [low, high].map((raw) => countFromRaw(record.analogFormat, raw) ?? 0);
  return rawFromCount(record.analogFormat, (counts[0]! + counts[1]!) / 2) ?? low;
}

const rates: Readonly<Record<string, Unit["base"]>> = {
  perMicrosecond: "microsecond",
  perMillisecond: "millisecond",
  perSecond: "second",
  perMinute: "minute",
  perHour: "hour",
  perDay: "day",
};

/** A rate is a division by time; a record with both a rate and a modifier keeps the modifier. */
function unitOf(record: FullSensor): Unit {
  const { base, modifier, rate, percentage } = sensorUnit(record);
  const per = rate === undefined ? undefined : rates[rate];
  if (modifier !== undefined) return { base, modifier, percentage };
  return per === undefined ? { base, percentage } : { base, modifier: { use: "divide", unit: per }, percentage };
}

/** Null for what cannot be read: event-only records and sensors of software. */
function periodOf(point: SensorPoint, periods: Periods): number | null {
  if (point.kind === "event-only" || point.software) return null;
  if (point.sensorType === HOT_SWAP && point.eventReadingType === SENSOR_SPECIFIC) return periods.hotSwap;
  return point.kind === "threshold" ? periods.analog : periods.discrete;
}
