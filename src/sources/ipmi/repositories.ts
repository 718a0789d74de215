import { GetDeviceSdr } from "../../ipmi/commands/sensor-event/get-device-sdr.ts";
import { GetDeviceSdrInfo } from "../../ipmi/commands/sensor-event/get-device-sdr-info.ts";
import { ReserveDeviceSdrRepository } from "../../ipmi/commands/sensor-event/reserve-device-sdr-repository.ts";
import { GetSdr } from "../../ipmi/commands/storage/get-sdr.ts";
import { GetSdrRepositoryInfo } from "../../ipmi/commands/storage/get-sdr-repository-info.ts";
import { ReserveSdrRepository } from "../../ipmi/commands/storage/reserve-sdr-repository.ts";
import type { Channel } from "./channel.ts";
import type { ReadSizes, SdrRepository } from "./sdr-walk.ts";

/** A repository and what tells whether it changed. */
export interface OpenRepository extends SdrRepository {
  readonly added: number | null;
  readonly erased: number | null;
}

/** Data bytes of a Get SDR answer that are not the record. */
const OVERHEAD = 2;
/** Time stamps below count from the start of the controller: IPMI 2.0 section 37. */
const FIRST_REAL_TIME = 0x20000001;
const NO_TIME = 0xffffffff;

/** The repository of a whole system. Survives a controller without Get SDR Repository Info. */
export async function mainRepository(channel: Channel, sizes: ReadSizes): Promise<OpenRepository> {
  const info = await channel.ask(GetSdrRepositoryInfo, {});
  return {
    claimedRecords: info?.recordCount ?? null,
    added: plausible(info?.lastAddition),
    erased: plausible(info?.lastErase),
    ...readingThrough(channel, sizes),
    reserve: async (signal) => (await channel.send(ReserveSdrRepository, {}, { signal })).reservationId,
    read: (at, signal) => channel.send(GetSdr, at, { signal }),
  };
}

/** The repository a controller keeps of its own sensors. */
export async function deviceRepository(channel: Channel, sizes: ReadSizes): Promise<OpenRepository> {
  const info = await channel.ask(GetDeviceSdrInfo, { count: "records" });
  return {
    claimedRecords: info?.count ?? null,
    added: info?.populationChange ?? null,
    erased: null,
    ...readingThrough(channel, sizes),
    reserve: async (signal) => (await channel.send(ReserveDeviceSdrRepository, {}, { signal })).reservationId,
    read: (at, signal) => channel.send(GetDeviceSdr, at, { signal }),
  };
}

function readingThrough(channel: Channel, sizes: ReadSizes) {
  return { maxRead: channel.maxResponse - OVERHEAD, wholeRecords: channel.direct, ahead: channel.width, sizes };
}

function plausible(stamp: number | undefined): number | null {
  return stamp === undefined || stamp < FIRST_REAL_TIME || stamp === NO_TIME ? null : stamp;
}
