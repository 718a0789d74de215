/** One sensor of a description, its kind merged in and its words turned into codes. */

import { UsageError } from "../../src/base/errors.ts";
import type { Fault } from "../yaml-file.ts";
import { type Factors, factorsFor } from "./factors.ts";
import { type AnalogSensor, type DiscreteSensor, deviceRelative, type Entity, type Sensor } from "./machine.ts";
import { lookUp, withoutUndefined } from "./merge.ts";
import type { MachineFile, SensorEntry } from "./schema.ts";
import { discreteKind, entities, sensorTypes, units } from "./words.ts";

/** Undefined when too much is missing; what is wrong goes to `faults`. */
export function resolveSensor(
  file: MachineFile,
  name: string,
  own: SensorEntry,
  number: number,
  parent: Entity,
  path: readonly string[],
  faults: Fault[],
): Sensor | undefined {
  const kind = lookUp(file.sensorKinds, own.kind, [...path, "kind"], "sensorKinds", faults) ?? {};
  const entry: SensorEntry = { ...kind, ...withoutUndefined(own) };
  if (entry.type === undefined) {
    faults.push({ path, message: "expected a `type`" });
    return undefined;
  }
  const entity: Entity =
    entry.entity === undefined
      ? { ...parent, instance: entry.entityInstance ?? parent.instance }
      : { id: entities[entry.entity] ?? 0, instance: entry.entityInstance ?? deviceRelative };
  const common = { name, number, type: sensorTypes[entry.type] ?? 0, typeName: entry.type, entity };
  return entry.unit === undefined
    ? resolveDiscrete(common, entry, path, faults)
    : resolveAnalog(common, entry, path, faults);
}

type Common = Pick<Sensor, "name" | "number" | "type" | "typeName" | "entity">;

function resolveAnalog(
  common: Common,
  entry: SensorEntry,
  path: readonly string[],
  faults: Fault[],
): AnalogSensor | undefined {
  for (const key of ["states", "supports", "generic", "eventOnly"] as const)
    if (entry[key] !== undefined) faults.push({ path: [...path, key], message: "not for a sensor with a `unit`" });
  if (entry.value === undefined || entry.step === undefined || entry.unit === undefined) {
    faults.push({ path, message: "expected `unit`, `step` and `value`" });
    return undefined;
  }
  let factors: Factors;
  try {
    factors = factorsFor(entry.step, entry.offset ?? 0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    faults.push({ path: [...path, "step"], message: error.message });
    return undefined;
  }
  const { hysteresis = 0 } = entry;
  return {
    ...common,
    kind: "analog",
    unit: units[entry.unit] ?? 0,
    unitName: entry.unit,
    format: entry.format ?? "unsigned",
    factors,
    step: entry.step,
    value: entry.value,
    nominal: entry.nominal,
    normalMinimum: entry.normalMinimum,
    normalMaximum: entry.normalMaximum,
    thresholds: withoutUndefined(entry.thresholds ?? {}),
    hysteresis: typeof hysteresis === "number" ? { positive: hysteresis, negative: hysteresis } : hysteresis,
    drift: entry.drift,
    standby: entry.standby ?? false,
  };
}

function resolveDiscrete(
  common: Common,
  entry: SensorEntry,
  path: readonly string[],
  faults: Fault[],
): DiscreteSensor | undefined {
  for (const key of [
    "step",
    "offset",
    "value",
    "thresholds",
    "hysteresis",
    "format",
    "nominal",
    "drift",
    "standby",
  ] as const)
    if (entry[key] !== undefined) faults.push({ path: [...path, key], message: "only for a sensor with a `unit`" });
  if (entry.type === undefined) return undefined;
  const kind = discreteKind(entry.type, entry.generic);
  const offsetOf = (state: string, key: string): number[] => {
    const offset = kind.states[state];
    if (offset !== undefined) return [offset];
    const known = Object.keys(kind.states);
    const expected = known.length === 0 ? "a `generic` state set or a `unit`" : `one of ${known.join(" | ")}`;
    faults.push({ path: [...path, key], message: `"${state}" is not a state of this sensor; expected ${expected}` });
    return [];
  };
  const names = entry.supports ?? Object.keys(kind.states);
  if (names.length === 0)
    faults.push({ path, message: "expected a `unit` (analog) or a `generic` state set (discrete)" });
  const supports = new Map(names.flatMap((state) => offsetOf(state, "supports").map((offset) => [offset, state])));
  const states = (entry.states ?? []).flatMap((state) => offsetOf(state, "states"));
  for (const offset of states)
    if (!supports.has(offset))
      faults.push({ path: [...path, "states"], message: "a state at start is missing from `supports`" });
  return {
    ...common,
    kind: "discrete",
    eventType: kind.eventType,
    supports,
    states,
    eventOnly: entry.eventOnly ?? false,
  };
}
