/** From a sensor's record and reading to its words in a machine description. */
import type { RawSensorReading } from "../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import { hysteresisFromRaw, stepOf, valueFromRaw } from "../../src/ipmi/reading.ts";
import type { FullSensor } from "../../src/ipmi/sdr/full-sensor.ts";
import type { SensorRecord } from "../../src/ipmi/sdr/index.ts";
import { assertedOffsets, sensorStatus } from "../../src/ipmi/sensor-status.ts";
import { discreteState } from "../../src/ipmi/tables/discrete-states.ts";
import { entityIdName } from "../../src/ipmi/tables/entity-ids.ts";
import { genericStates } from "../../src/ipmi/tables/generic-states.ts";
import { sensorTypeName } from "../../src/ipmi/tables/sensor-types.ts";
import { unitName } from "../../src/ipmi/tables/units.ts";
import { thresholdNames } from "../../src/ipmi/thresholds.ts";
import type { SensorEntry } from "../machine/schema.ts";
import { discreteKind, entities, sensorTypes, units } from "../machine/words.ts";

const threshold = 0x01;
const sensorSpecific = 0x6f;

/** A description, or why there is none. */
export type Described = { readonly entry: SensorEntry } | { readonly leftOut: string };

export function describeSensor(record: SensorRecord, reading: RawSensorReading | undefined): Described {
  const type = sensorTypeName(record.sensorType);
  if (sensorTypes[type] === undefined) return { leftOut: `its type ${type} has no word` };
  const entityWord = entityIdName(record.entityId);
  const common: SensorEntry = {
    type,
    number: record.sensorNumber,
    ...(entities[entityWord] === record.entityId ? { entity: entityWord, entityInstance: record.entityInstance } : {}),
  };
  if (record.eventReadingType === threshold)
    return record.kind === "full-sensor" && record.analogFormat !== "none"
      ? describeAnalog(record, common, reading)
      : { leftOut: "it has thresholds but no reading" };
  return describeDiscrete(record, common, reading);
}

function describeAnalog(record: FullSensor, common: SensorEntry, reading: RawSensorReading | undefined): Described {
  const { m, analogFormat, linearization, masks } = record;
  if (linearization !== "linear") return { leftOut: `its readings are not linear (${linearization})` };
  if (m <= 0) return { leftOut: "its readings fall while its counts rise" };
  if (typeof analogFormat === "number" || analogFormat === "none") return { leftOut: "its counts have no known form" };
  const unit = unitName(record.baseUnit);
  if (units[unit] !== record.baseUnit) return { leftOut: `its unit ${record.baseUnit} has no word` };
  const readAt = (raw: number) => tidy(valueFromRaw(record, raw));
  const read = reading !== undefined && sensorStatus(reading) === "ok" ? readAt(reading.reading) : undefined;
  const value = read ?? readAt(record.nominalReading) ?? readAt(0);
  if (value === undefined) return { leftOut: "it has no value" };
  const readable = masks.kind === "threshold" ? masks.readableThresholds : [];
  const thresholds = Object.fromEntries(
    thresholdNames.filter((name) => readable.includes(name)).map((name) => [name, readAt(record[name])]),
  );
  const hysteresis = {
    positive: hysteresisFromRaw(record, record.positiveHysteresis),
    negative: hysteresisFromRaw(record, record.negativeHysteresis),
  };
  const offset = tidy(record.b * 10 ** (record.bExponent + record.rExponent)) ?? 0;
  const entry: SensorEntry = {
    ...common,
    unit,
    ...(analogFormat === "unsigned" ? {} : { format: analogFormat }),
    step: stepOf(record),
    ...(offset === 0 ? {} : { offset }),
    value,
    ...(record.nominalSpecified ? { nominal: readAt(record.nominalReading) } : {}),
    ...(record.normalMinimumSpecified ? { normalMinimum: readAt(record.normalMinimum) } : {}),
    ...(record.normalMaximumSpecified ? { normalMaximum: readAt(record.normalMaximum) } : {}),
    ...(Object.keys(thresholds).length > 0 ? { thresholds } : {}),
    ...(hysteresis.positive === 0 && hysteresis.negative === 0
      ? {}
      : { hysteresis: hysteresis.positive === hysteresis.negative ? hysteresis.positive : hysteresis }),
  };
  return { entry };
}

function describeDiscrete(record: SensorRecord, common: SensorEntry, reading: RawSensorReading | undefined): Described {
  const { sensorType, eventReadingType } = record;
  const generic = eventReadingType === sensorSpecific ? undefined : genericStates[eventReadingType]?.name;
  if (eventReadingType !== sensorSpecific && generic === undefined)
    return { leftOut: `its event type ${eventReadingType} has no word` };
  const known = discreteKind(sensorTypeName(sensorType), generic).states;
  if (Object.keys(known).length === 0) return { leftOut: "its states have no words" };
  const word = (offset: number) => discreteState(sensorType, eventReadingType, offset).name;
  const named = (offsets: readonly number[]) => offsets.map(word).filter((name) => known[name] !== undefined);
  const kind = generic === undefined ? {} : { generic };
  if (record.kind === "event-only") return { entry: { ...common, ...kind, eventOnly: true } };
  const { masks } = record;
  const supports = masks.kind === "discrete" ? named([...masks.readableStates]) : [];
  const states = reading === undefined ? [] : named(assertedOffsets(reading));
  const all = [...new Set([...supports, ...states])];
  if (all.length === 0) return { leftOut: "its states have no words" };
  return { entry: { ...common, ...kind, supports: all, states: states.filter((state) => all.includes(state)) } };
}

/** Without the noise of binary fractions. */
function tidy(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(10));
}
