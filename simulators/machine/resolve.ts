/** Fills in a description: kinds merged into instances, addresses derived, words turned into codes. */
import type { Fault } from "../yaml-file.ts";
import {
  bmcAddress,
  type Controller,
  deviceRelative,
  type Entity,
  type Inventory,
  type Machine,
  type Sensor,
  type Site,
} from "./machine.ts";
import { lookUp, withoutUndefined } from "./merge.ts";
import { resolveSensor } from "./resolve-sensor.ts";
import type {
  ControllerEntry,
  ControllerKindEntry,
  FruEntry,
  InventoryEntry,
  MachineFile,
  SeatEntry,
  SensorEntry,
} from "./schema.ts";
import { validateMachine } from "./validate.ts";
import { entities, siteTypes, slotHardwareAddress } from "./words.ts";

/** Most characters of an SDR name that every tool shows. */
const maxLabel = 16;

export function resolveMachine(file: MachineFile): { machine: Machine; faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const controllers = Object.entries(file.controllers).flatMap(([name, entry]) =>
    copiesOf(name, entry).map((copy) => resolveController(file, name, copy, faults)),
  );
  const bmc = controllers.find((c) => c.address === bmcAddress)?.name ?? "";
  const machine: Machine = {
    name: file.name,
    description: file.description,
    platform: file.platform,
    selEntries: file.selEntries ?? 1000,
    shelf: file.shelf,
    managementModules: file.managementModules,
    controllers: controllers.map((c) => ({ ...c, bmc: c.address === bmcAddress ? c.name : c.bmc || bmc })),
  };
  validateMachine(machine, faults);
  return { machine, faults };
}

interface Copy {
  readonly name: string;
  readonly entry: ControllerEntry;
  /** Puts the copy's digits into a text. */
  readonly text: (text: string) => string;
}

function copiesOf(name: string, entry: ControllerEntry): Copy[] {
  if (entry.copies === undefined) return [{ name, entry, text: (text) => text }];
  return Array.from({ length: entry.copies }, (_, index) => {
    const digits = String(index + 1).padStart(2, "0");
    const text = (text: string) => text.replaceAll("{copy}", digits).replaceAll("{number}", `${index + 1}`);
    return { name: `${name}-${digits}`, entry, text };
  });
}

function resolveController(
  file: MachineFile,
  written: string,
  { name, entry, text }: Copy,
  faults: Fault[],
): Controller {
  const path = ["controllers", written];
  const kind = lookUp(file.controllerKinds, entry.kind, [...path, "kind"], "controllerKinds", faults) ?? {};
  const merged: ControllerEntry & ControllerKindEntry = { ...kind, ...withoutUndefined(entry) };
  const site = siteOf(file, merged, path, faults);
  const address = merged.address ?? (site === undefined ? undefined : site.hardwareAddress * 2);
  if (address === undefined) faults.push({ path, message: "expected an `address`, a `slot` or a `hardwareAddress`" });

  const entity: Entity = {
    id: entities[merged.entity ?? "system board"] ?? 0,
    instance: merged.entityInstance ?? (site === undefined ? 1 : deviceRelative + site.number),
  };
  const place = site === undefined ? 1 : deviceRelative + site.number;
  const further = Object.entries(merged.inventories ?? {}).map(([label, inventory]) =>
    resolveInventory(file, label, inventory, place, [...path, "inventories", label], faults),
  );
  const [major = "1", minor = "00"] = (merged.firmware ?? "1.00").split(".");
  return {
    name,
    label: text(merged.label ?? name).slice(0, maxLabel),
    address: address ?? 0,
    bmc: merged.behind ?? "",
    site,
    entity,
    deviceId: merged.deviceId ?? 0,
    deviceRevision: merged.deviceRevision ?? 1,
    // The minor revision is BCD (IPMI 2.0 section 20.1).
    firmware: { major: Number(major) & 0x7f, minor: Number.parseInt(minor, 16) },
    manufacturer: merged.manufacturer ?? 0,
    product: merged.product ?? 0,
    sdrs: merged.sdrs ?? (address === bmcAddress ? "main" : "device"),
    fru: mergeFru(kind.fru, entry, text),
    inventories: further.map(({ sensors: _, ...inventory }) => inventory),
    channels: merged.channels ?? [],
    powerLevels: merged.powerLevels ?? [Math.min(255, file.shelf?.slotPower ?? 200)],
    fans: merged.fans,
    dcmiPowerSensor: merged.dcmiPowerSensor,
    seat: merged.seat && seatOf(merged.seat, text),
    sensors: resolveSensors(
      file,
      [
        ...mergeSensors(kind.sensors, entry.sensors).map(([sensor, written]) => ({
          name: sensor,
          entry: written,
          parent: entity,
          path: [...path, "sensors", sensor],
        })),
        ...further.flatMap(({ sensors }) => sensors),
      ],
      faults,
    ),
  };
}

function seatOf(seat: SeatEntry, text: (text: string) => string): SeatEntry {
  return Object.fromEntries(Object.entries(withoutUndefined(seat)).map(([use, name]) => [use, text(`${name}`)]));
}

type FurtherFru = Inventory & { readonly sensors: readonly NamedSensor[] };

function resolveInventory(
  file: MachineFile,
  name: string,
  { kind: kindName, id, ...entry }: InventoryEntry,
  place: number,
  path: readonly string[],
  faults: Fault[],
): FurtherFru {
  const kind = lookUp(file.inventoryKinds, kindName, [...path, "kind"], "inventoryKinds", faults) ?? {};
  const word = entry.entity ?? kind.entity;
  if (word === undefined) faults.push({ path, message: "expected an `entity`" });
  const entity = { id: entities[word ?? ""] ?? 0, instance: entry.entityInstance ?? place };
  const { chassis, board, product } = entry;
  const own = withoutUndefined({ chassis, board, product });
  return {
    name,
    id,
    entity,
    fru: mergeFru(kind, { ...entry, fru: own }, (text) => text) ?? {},
    sensors: mergeSensors(kind.sensors, entry.sensors).map(([sensor, written]) => ({
      name: `${name} ${sensor}`,
      entry: written,
      parent: entity,
      path: [...path, "sensors", sensor],
    })),
  };
}

interface NamedSensor {
  readonly name: string;
  readonly entry: SensorEntry;
  readonly parent: Entity;
  readonly path: readonly string[];
}

function resolveSensors(file: MachineFile, entries: readonly NamedSensor[], faults: Fault[]): Sensor[] {
  const numbers = numberSensors(entries.map(({ name, entry }) => [name, entry]));
  const sensors = entries.flatMap(({ name, entry, parent, path }, index) => {
    if (name.length > maxLabel) faults.push({ path, message: `"${name}" has more than ${maxLabel} characters` });
    if (entries.findIndex((other) => other.name === name) < index)
      faults.push({ path, message: `there are two sensors "${name}"` });
    return resolveSensor(file, name, entry, numbers.get(name) ?? 0, parent, path, faults) ?? [];
  });
  return sensors.sort((a, b) => a.number - b.number);
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

function mergeFru(
  kind: FruEntry | undefined,
  entry: Pick<ControllerEntry, "fru" | "serial" | "assetTag">,
  text: (text: string) => string,
): FruEntry | undefined {
  if (kind === undefined && entry.fru === undefined) return undefined;
  const serial = entry.serial === undefined ? {} : { serial: text(entry.serial) };
  const assetTag = entry.assetTag === undefined ? {} : { assetTag: text(entry.assetTag) };
  const merged: FruEntry = {};
  const { chassis, board, product } = { ...kind, ...withoutUndefined(entry.fru ?? {}) };
  if (chassis !== undefined) merged.chassis = { ...kind?.chassis, ...chassis, ...serial };
  if (board !== undefined) merged.board = { ...kind?.board, ...board, ...serial };
  if (product !== undefined) merged.product = { ...kind?.product, ...product, ...serial, ...assetTag };
  return merged;
}
