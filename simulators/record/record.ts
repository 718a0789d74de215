/** Describes a live machine, so that it can be simulated. */
import { DeviceSilentError, NotThereError } from "../../src/base/errors.ts";
import { type BusAddress, busAddress } from "../../src/ipmi/bus-address.ts";
import type { Connection } from "../../src/ipmi/connection.ts";
import type { FruInventory } from "../../src/ipmi/fru/index.ts";
import type { SdrRecord, SensorRecord } from "../../src/ipmi/sdr/index.ts";
import { isSensorRecord } from "../../src/ipmi/sdr/index.ts";
import { entityIdName } from "../../src/ipmi/tables/entity-ids.ts";
import { bmcAddress } from "../machine/machine.ts";
import { resolveMachine } from "../machine/resolve.ts";
import type { ControllerEntry, MachineFile, SensorEntry, ShelfEntry } from "../machine/schema.ts";
import { entities, siteTypes, slotHardwareAddress } from "../machine/words.ts";
import { describeFru } from "./describe-fru.ts";
import { describeSensor } from "./describe-sensor.ts";
import { type Reader, readAddress, readDeviceId, readInventory, readRecords, readSensor } from "./read.ts";

export interface Recording {
  readonly file: MachineFile;
  /** What the description cannot say, one sentence each. */
  readonly leftOut: readonly string[];
}

const shelfFru = 254;
const longestName = 16;
const mostSlots = 16;

/** Reads a BMC and the controllers its repository names. Rejects when the BMC itself does not answer. */
export async function recordMachine(connection: Connection, name: string): Promise<Recording> {
  const leftOut: string[] = [];
  const main = { connection, target: undefined };
  const repository = await readRecords(main, "main");
  const controllers: Record<string, ControllerEntry> = {};
  const isAtca = (await readAddress(main)) !== undefined;
  for (const [at, label] of controllersIn(repository)) {
    const address = at % 256;
    const channel = Math.floor(at / 256);
    const key = address === bmcAddress ? "bmc" : `mc-${address.toString(16)}`;
    const leaveOut = (what: string) => leftOut.push(`${key}${channel === 0 ? "" : ` on channel ${channel}`}: ${what}`);
    if (controllers[key] !== undefined) {
      leaveOut("another one of its address is described, and a simulated BMC has one bus");
      continue;
    }
    const reader = { connection, target: at === bmcAddress ? undefined : { address, channel } };
    const entry = await unlessSilent(reader, leaveOut, () =>
      recordController(reader, at, label, repository, isAtca, leaveOut),
    );
    if (entry !== undefined) controllers[key] = entry;
  }
  const shelf = isAtca ? describeShelf(await readInventory(main, shelfFru)) : undefined;
  const file: MachineFile = {
    format: 1,
    name,
    description: `recorded from ${connection.name}`,
    platform: isAtca ? "atca" : "plain",
    ...(shelf === undefined ? {} : { shelf }),
    controllers,
  };
  return { file: withoutFaults(file, leftOut), leftOut };
}

/** Labels by channel and address; the BMC comes first. */
function controllersIn(records: readonly SdrRecord[]): Map<BusAddress, string> {
  const found = new Map<BusAddress, string>([[bmcAddress, "BMC"]]);
  for (const record of records)
    if (record.kind === "mc-locator") found.set(busAddress(record.address, record.channel), record.id.text);
  return found;
}

/** A satellite may be out of its slot; without the BMC, or the way to it, there is nothing to say. */
async function unlessSilent<T>(
  { connection, target }: Reader,
  leaveOut: (what: string) => void,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const isSilent = error instanceof NotThereError || error instanceof DeviceSilentError;
    if (!isSilent || target === undefined || connection.state !== "up") throw error;
    leaveOut("it does not answer");
    return undefined;
  }
}

async function recordController(
  reader: Reader,
  at: BusAddress,
  label: string,
  repository: readonly SdrRecord[],
  isAtca: boolean,
  leaveOut: (what: string) => void,
): Promise<ControllerEntry | undefined> {
  const address = at % 256;
  const device = await readDeviceId(reader);
  if (device === undefined) {
    leaveOut("it does not answer");
    return undefined;
  }
  const own = at !== bmcAddress && device.providesDeviceSdrs ? await readRecords(reader, "device") : [];
  const inMain = repository.filter((r) => isSensorRecord(r) && busAddress(r.ownerId, r.ownerChannel) === at);
  const records = own.length > 0 ? own : inMain;
  const fru = await readInventory(reader, 0);
  const locator = repository.find((r) => r.kind === "mc-locator" && busAddress(r.address, r.channel) === at);
  const word = locator?.kind === "mc-locator" ? entityIdName(locator.entityId) : "";
  const site = isAtca ? await describeSite(reader, leaveOut) : undefined;
  if (isAtca && site === undefined) return undefined;
  const described = fru && describeFru(fru);
  const inventories = await recordInventories(reader, own, repository, at);
  return {
    label: label.slice(0, longestName) || "controller",
    ...(site ?? {}),
    ...(site?.slot === undefined && site?.hardwareAddress !== address / 2 ? { address } : {}),
    ...(entities[word] !== undefined && locator?.kind === "mc-locator"
      ? { entity: word, entityInstance: locator.entityInstance & 0x7f }
      : {}),
    manufacturer: device.manufacturerId & 0xfffff,
    product: device.productId,
    deviceId: device.deviceId,
    deviceRevision: device.deviceRevision,
    firmware: `${device.firmwareMajor}.${device.firmwareMinor.toString(16).padStart(2, "0").replace(/[a-f]/g, "9")}`,
    sdrs: own.length > 0 ? "device" : "main",
    ...(described === undefined ? {} : { fru: described }),
    ...(Object.keys(inventories).length === 0 ? {} : { inventories }),
    sensors: await recordSensors(reader, records.filter(isSensorRecord), leaveOut),
  };
}

async function describeSite(reader: Reader, leaveOut: (what: string) => void): Promise<ControllerEntry | undefined> {
  const info = await readAddress(reader);
  const word = (Object.keys(siteTypes) as (keyof typeof siteTypes)[]).find((key) => siteTypes[key] === info?.siteType);
  if (info === undefined || word === undefined) {
    leaveOut("it does not say where it sits");
    return undefined;
  }
  const { hardwareAddress, siteNumber } = info;
  if (word === "board" && siteNumber <= mostSlots && hardwareAddress === slotHardwareAddress(siteNumber))
    return { slot: siteNumber };
  return { site: word, siteNumber, hardwareAddress };
}

async function recordInventories(
  reader: Reader,
  own: readonly SdrRecord[],
  repository: readonly SdrRecord[],
  at: BusAddress,
): Promise<NonNullable<ControllerEntry["inventories"]>> {
  const inventories: NonNullable<ControllerEntry["inventories"]> = {};
  // A satellite does not know by which channel others reach it.
  const ownLocators = own.filter((r) => r.kind === "fru-locator" && r.accessAddress === at % 256);
  const named = repository.filter((r) => r.kind === "fru-locator" && busAddress(r.accessAddress, r.channel) === at);
  for (const record of [...ownLocators, ...named]) {
    if (record.kind !== "fru-locator" || !record.logical) continue;
    const { deviceId: id, entityId, entityInstance } = record;
    const word = entityIdName(entityId);
    if (id === 0 || id >= shelfFru || entities[word] === undefined) continue;
    const read = await readInventory(reader, id);
    const fru = read && describeFru(read);
    if (fru === undefined) continue;
    const name = unique(record.id.text || `FRU ${id}`, Object.keys(inventories));
    inventories[name] = { id, entity: word, entityInstance: entityInstance & 0x7f, ...fru };
  }
  return inventories;
}

async function recordSensors(
  reader: Reader,
  records: readonly SensorRecord[],
  leaveOut: (what: string) => void,
): Promise<Record<string, SensorEntry>> {
  const sensors: Record<string, SensorEntry> = {};
  for (const record of records) {
    const name = unique(record.id.text || `sensor ${record.sensorNumber}`, Object.keys(sensors));
    if (record.ownerLun !== 0) {
      leaveOut(`"${name}": it is on LUN ${record.ownerLun}`);
      continue;
    }
    const reading = record.kind === "event-only" ? undefined : await readSensor(reader, record.sensorNumber);
    const described = describeSensor(record, reading);
    if ("entry" in described) sensors[name] = described.entry;
    else leaveOut(`"${name}": ${described.leftOut}`);
  }
  return sensors;
}

/** At most 16 characters, and none of the names taken. */
function unique(text: string, taken: readonly string[]): string {
  const short = text.slice(0, longestName);
  if (!taken.includes(short)) return short;
  for (let count = 2; ; count++) {
    const tail = ` ${count}`;
    const name = text.slice(0, longestName - tail.length) + tail;
    if (!taken.includes(name)) return name;
  }
}

function describeShelf(fru: FruInventory | undefined): ShelfEntry {
  const records = fru?.multirecords ?? [];
  const table = records.find((record) => record.kind === "picmg-address-table");
  const power = records.find((record) => record.kind === "picmg-power-distribution");
  const sites = table?.kind === "picmg-address-table" ? table.entries : [];
  const slots = sites.filter((site) => site.siteType === siteTypes.board).map((site) => site.siteNumber);
  const [feed] = power?.kind === "picmg-power-distribution" ? power.feeds : [];
  const address =
    table?.kind === "picmg-address-table"
      ? Buffer.from(table.shelfAddress.subarray(0, table.shelfAddressTypeLength & 0x3f)).toString("latin1")
      : "";
  return {
    slots: Math.min(mostSlots, Math.max(1, ...slots)),
    address: address.replace(/[^\x20-\x7e]/g, "") || "recorded",
    ...(feed === undefined || power?.kind !== "picmg-power-distribution"
      ? {}
      : {
          feeds: Math.min(8, power.feeds.length),
          feedCurrent: feed.maximumExternalCurrent / 10,
          minimumVoltage: feed.minimumOperatingVoltage / 2,
        }),
    fru: (fru && describeFru(fru)) ?? {},
  };
}

/** Takes out of a description what cannot be simulated, as little as possible, until it can be read back. */
function withoutFaults(file: MachineFile, leftOut: string[]): MachineFile {
  for (let round = 0; round < 1000; round++) {
    const [fault] = resolveMachine(file).faults;
    if (fault === undefined) return file;
    const [top, controller = "", part, sensor, key] = fault.path;
    const sensors = top === "controllers" ? file.controllers[String(controller)]?.sensors : undefined;
    const entry = part === "sensors" ? sensors?.[String(sensor)] : undefined;
    if (sensors === undefined || entry === undefined || entry === null) return file;
    leftOut.push(
      `${String(controller)}: "${String(sensor)}"${key === undefined ? "" : ` ${String(key)}`}: ${fault.message}`,
    );
    if (key !== undefined && key !== "value" && key !== "step") delete (entry as Record<PropertyKey, unknown>)[key];
    else delete sensors[String(sensor)];
  }
  return file;
}
