/** Fills in a description: kinds merged into instances, addresses derived, words turned into codes. */
import { UsageError } from "../../src/base/errors.ts";
import { type Factors, factorsFor } from "./factors.ts";
import type { AnalogSensor, Controller, DiscreteSensor, Entity, Machine, Sensor, Site } from "./machine.ts";
import type { ControllerEntry, ControllerKindEntry, FruEntry, MachineFile, SensorEntry } from "./schema.ts";
import { validateMachine } from "./validate.ts";
import { discreteKind, entities, sensorTypes, siteTypes, units } from "./words.ts";

/** Something wrong at a place of the description. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** IPMB address of the controller that has the external interfaces. */
export const bmcAddress = 0x20;
/** First instance number that counts within one controller (IPMI 2.0 section 39.1). */
const deviceRelative = 0x60;

export function resolveMachine(file: MachineFile): { machine: Machine; faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const controllers = Object.entries(file.controllers).map(([name, entry]) =>
    resolveController(file, name, entry, faults),
  );
  const machine: Machine = {
    name: file.name,
    description: file.description,
    platform: file.platform,
    selEntries: file.selEntries ?? 1000,
    shelf: file.shelf,
    controllers,
  };
  validateMachine(machine, faults);
  return { machine, faults };
}

function resolveController(file: MachineFile, name: string, entry: ControllerEntry, faults: Fault[]): Controller {
  const path = ["controllers", name];
  const kind = lookUp(file.controllerKinds, entry.kind, [...path, "kind"], "controllerKinds", faults) ?? {};
  const merged: ControllerEntry & ControllerKindEntry = { ...kind, ...withoutUndefined(entry) };
  const site = siteOf(file, merged, path, faults);
  const address = merged.address ?? (site === undefined ? undefined : site.hardwareAddress * 2);
  if (address === undefined) faults.push({ path, message: "expected an `address`, a `slot` or a `hardwareAddress`" });

  const entity: Entity = {
    id: entities[merged.entity ?? "system board"],
    instance: merged.entityInstance ?? (site === undefined ? 1 : deviceRelative + site.number),
  };
  const entries = mergeSensors(kind.sensors, entry.sensors);
  const sensors: Sensor[] = [];
  const numbers = numberSensors(entries);
  for (const [sensorName, sensorEntry] of entries) {
    const at = [...path, "sensors", sensorName];
    const sensor = resolveSensor(file, sensorName, sensorEntry, numbers.get(sensorName) ?? 0, entity, at, faults);
    if (sensor !== undefined) sensors.push(sensor);
  }
  sensors.sort((a, b) => a.number - b.number);
  const [major = "1", minor = "00"] = (merged.firmware ?? "1.00").split(".");
  return {
    name,
    label: merged.label ?? name,
    address: address ?? 0,
    site,
    entity,
    deviceId: merged.deviceId ?? 0,
    deviceRevision: merged.deviceRevision ?? 1,
    // The minor revision is BCD (IPMI 2.0 section 20.1).
    firmware: { major: Number(major) & 0x7f, minor: Number.parseInt(minor, 16) },
    manufacturer: merged.manufacturer ?? 0,
    product: merged.product ?? 0,
    sdrs: merged.sdrs ?? (address === bmcAddress ? "main" : "device"),
    fru: mergeFru(kind.fru, entry),
    sensors,
  };
}

function siteOf(
  file: MachineFile,
  entry: ControllerEntry & ControllerKindEntry,
  path: readonly string[],
  faults: Fault[],
): Site | undefined {
  if (file.platform !== "atca") return undefined;
  const word = entry.site ?? (entry.slot === undefined ? undefined : "board");
  if (word === undefined) {
    faults.push({ path, message: "expected a `slot` or a `site` (platform atca)" });
    return undefined;
  }
  if (entry.slot !== undefined) {
    if (file.shelf !== undefined && entry.slot > file.shelf.slots)
      faults.push({ path: [...path, "slot"], message: `expected at most ${file.shelf.slots}, the shelf's slots` });
    return { type: siteTypes[word], number: entry.slot, hardwareAddress: slotHardwareAddress(entry.slot) };
  }
  if (entry.hardwareAddress === undefined) {
    faults.push({ path, message: "expected a `hardwareAddress` or a `slot`" });
    return undefined;
  }
  return { type: siteTypes[word], number: entry.siteNumber ?? 1, hardwareAddress: entry.hardwareAddress };
}

/** Front boards have hardware addresses from 41h in slot order (PICMG 3.0 table 3-4). */
export function slotHardwareAddress(slot: number): number {
  return 0x40 + slot;
}

function mergeSensors(
  kind: Readonly<Record<string, SensorEntry | null>> | undefined,
  own: Readonly<Record<string, SensorEntry | null>> | undefined,
): [string, SensorEntry][] {
  const merged = new Map<string, SensorEntry>();
  for (const [name, entry] of [...Object.entries(kind ?? {}), ...Object.entries(own ?? {})]) {
    if (entry === null) merged.delete(name);
    else merged.set(name, { ...merged.get(name), ...withoutUndefined(entry) });
  }
  return [...merged];
}

/** Explicit numbers stay; the others take the free ones in the order written. */
function numberSensors(entries: readonly (readonly [string, SensorEntry])[]): Map<string, number> {
  const taken = new Set(entries.flatMap(([, e]) => (e.number === undefined ? [] : [e.number])));
  const numbers = new Map<string, number>();
  let next = 0;
  for (const [name, entry] of entries) {
    if (entry.number !== undefined) {
      numbers.set(name, entry.number);
      continue;
    }
    while (taken.has(next)) next++;
    numbers.set(name, next++);
  }
  return numbers;
}

function resolveSensor(
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
      : { id: entities[entry.entity], instance: entry.entityInstance ?? deviceRelative };
  const common = { name, number, type: sensorTypes[entry.type].code, typeName: entry.type, entity };
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
    unit: units[entry.unit],
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
  };
}

function resolveDiscrete(
  common: Common,
  entry: SensorEntry,
  path: readonly string[],
  faults: Fault[],
): DiscreteSensor | undefined {
  for (const key of ["step", "offset", "value", "thresholds", "hysteresis", "format", "nominal", "drift"] as const)
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

function mergeFru(kind: FruEntry | undefined, entry: ControllerEntry): FruEntry | undefined {
  if (kind === undefined && entry.fru === undefined) return undefined;
  const serial = entry.serial === undefined ? {} : { serial: entry.serial };
  const assetTag = entry.assetTag === undefined ? {} : { assetTag: entry.assetTag };
  const merged: FruEntry = {};
  const { chassis, board, product } = { ...kind, ...withoutUndefined(entry.fru ?? {}) };
  if (chassis !== undefined) merged.chassis = { ...kind?.chassis, ...chassis };
  if (board !== undefined) merged.board = { ...kind?.board, ...board, ...serial };
  if (product !== undefined) merged.product = { ...kind?.product, ...product, ...serial, ...assetTag };
  return merged;
}

function lookUp<T>(
  table: Readonly<Record<string, T>> | undefined,
  name: string | undefined,
  path: readonly string[],
  tableName: string,
  faults: Fault[],
): T | undefined {
  if (name === undefined) return undefined;
  const found = table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) {
    const known = Object.keys(table ?? {}).join(" | ");
    faults.push({ path, message: `"${name}" is not in ${tableName}; expected one of ${known}` });
  }
  return found;
}

/** A copy without keys whose value is undefined, so that spreading it does not hide what is below. */
function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
