/** Reads everything a description needs from a live controller. Bounded, and content with what it gets. */
import { WireError } from "../../src/base/errors.ts";
import { send } from "../../src/ipmi/command.ts";
import { type DeviceId, GetDeviceId } from "../../src/ipmi/commands/app/get-device-id.ts";
import { type AddressInfo, GetAddressInfo } from "../../src/ipmi/commands/picmg/get-address-info.ts";
import { GetDeviceSdr } from "../../src/ipmi/commands/sensor-event/get-device-sdr.ts";
import { GetSensorReading, type RawSensorReading } from "../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import { ReserveDeviceSdrRepository } from "../../src/ipmi/commands/sensor-event/reserve-device-sdr-repository.ts";
import { GetFruInventoryAreaInfo } from "../../src/ipmi/commands/storage/get-fru-inventory-area-info.ts";
import { GetSdr } from "../../src/ipmi/commands/storage/get-sdr.ts";
import { ReadFruData } from "../../src/ipmi/commands/storage/read-fru-data.ts";
import { ReserveSdrRepository } from "../../src/ipmi/commands/storage/reserve-sdr-repository.ts";
import { CompletionError } from "../../src/ipmi/completion-error.ts";
import type { Connection, Target } from "../../src/ipmi/connection.ts";
import { decodeFru, type FruInventory, maximumFruSize } from "../../src/ipmi/fru/index.ts";
import { decodeSdr, type SdrRecord, sdrHeaderLength } from "../../src/ipmi/sdr/index.ts";

/** Bytes asked for at once: fits a bridged answer on any bus. */
const chunk = 16;
const maxRecords = 1024;
const lastRecord = 0xffff;

/** Ways to one controller: undefined is the one the connection leads to. */
export interface Reader {
  readonly connection: Connection;
  readonly target: Target | undefined;
}

/** Undefined when the controller refuses; a broken connection still throws. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CompletionError || error instanceof WireError) return undefined;
    throw error;
  }
}

const options = ({ target }: Reader) => ({ target, timeoutMs: 10_000 });

export function readDeviceId(reader: Reader): Promise<DeviceId | undefined> {
  return unlessRefused(send(reader.connection, GetDeviceId, {}, options(reader)));
}

/** Where a controller sits in an AdvancedTCA shelf; undefined outside of one. */
export function readAddress(reader: Reader): Promise<AddressInfo | undefined> {
  return unlessRefused(send(reader.connection, GetAddressInfo, {}, options(reader)));
}

export function readSensor(reader: Reader, number: number): Promise<RawSensorReading | undefined> {
  return unlessRefused(send(reader.connection, GetSensorReading, { sensorNumber: number }, options(reader)));
}

/** The records of the main repository, or of the controller's own. */
export async function readRecords(reader: Reader, repository: "main" | "device"): Promise<SdrRecord[]> {
  const { connection } = reader;
  const main = repository === "main";
  const reserved = await unlessRefused(
    send(connection, main ? ReserveSdrRepository : ReserveDeviceSdrRepository, {}, options(reader)),
  );
  const reservationId = reserved?.reservationId ?? 0;
  const read = (recordId: number, offset: number, count: number) =>
    unlessRefused(
      send(connection, main ? GetSdr : GetDeviceSdr, { reservationId, recordId, offset, count }, options(reader)),
    );
  const records: SdrRecord[] = [];
  const seen = new Set<number>();
  for (let id = 0; id !== lastRecord && !seen.has(id) && seen.size < maxRecords; ) {
    seen.add(id);
    const head = await read(id, 0, sdrHeaderLength);
    const length = head?.data[sdrHeaderLength - 1];
    if (head === undefined || length === undefined) break;
    const bytes = [...head.data.subarray(0, sdrHeaderLength)];
    while (bytes.length < sdrHeaderLength + length) {
      const wanted = Math.min(chunk, sdrHeaderLength + length - bytes.length);
      const part = await read(id, bytes.length, wanted);
      if (part === undefined || part.data.length === 0) break;
      bytes.push(...part.data.subarray(0, wanted));
    }
    const record = decoded(() => decodeSdr(Uint8Array.from(bytes)));
    if (record !== undefined) records.push(record);
    id = head.nextRecordId;
  }
  return records;
}

/** A FRU device's inventory; undefined when there is none. */
export async function readInventory(reader: Reader, fruDeviceId: number): Promise<FruInventory | undefined> {
  const { connection } = reader;
  const info = await unlessRefused(send(connection, GetFruInventoryAreaInfo, { fruDeviceId }, options(reader)));
  if (info === undefined || info.size === 0) return undefined;
  const unit = info.accessByWords ? 2 : 1;
  const size = Math.min(info.size, maximumFruSize);
  const bytes: number[] = [];
  while (bytes.length < size) {
    const wanted = Math.min(chunk, size - bytes.length);
    const request = { fruDeviceId, offset: bytes.length / unit, count: Math.ceil(wanted / unit) };
    const part = await unlessRefused(send(connection, ReadFruData, request, options(reader)));
    if (part === undefined || part.data.length === 0) break;
    bytes.push(...part.data.subarray(0, wanted));
  }
  return decoded(() => decodeFru(Uint8Array.from(bytes)));
}

function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
