/** Answers that let a tool find one sensor and one log entry. */
import { GetSdr } from "../../../src/ipmi/commands/storage/get-sdr.ts";
import { GetSdrRepositoryInfo } from "../../../src/ipmi/commands/storage/get-sdr-repository-info.ts";
import { GetSelEntry } from "../../../src/ipmi/commands/storage/get-sel-entry.ts";
import { GetSelInfo, type SelInfo } from "../../../src/ipmi/commands/storage/get-sel-info.ts";
import { ReserveSdrRepository } from "../../../src/ipmi/commands/storage/reserve-sdr-repository.ts";
import { ReserveSel } from "../../../src/ipmi/commands/storage/reserve-sel.ts";
import type { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { encodeSdr, type FullSensor } from "../../../src/ipmi/sdr/index.ts";
import { encodeSelRecord } from "../../../src/ipmi/sel/index.ts";
import { samples } from "../sdr/samples.ts";

const { masks } = samples[1] as FullSensor;

const sensor: FullSensor = {
  ...(samples[1] as FullSensor),
  ownerId: 0x20,
  ownerLun: 0,
  ownerChannel: 0,
  percentage: false,
  modifierUse: "none",
  rateUnit: "none",
  analogFormat: "unsigned",
  linearization: "linear",
  m: 2,
  b: 0,
  bExponent: 0,
  rExponent: -1,
  tolerance: 0,
  eventControl: "perState",
  hysteresisSupport: "settable",
  masks: {
    ...masks,
    kind: "threshold",
    assertionEvents: ["lowerNonCriticalGoingLow", "upperCriticalGoingHigh"],
    deassertionEvents: ["upperCriticalGoingHigh"],
    lowerComparisons: ["lowerNonCritical"],
    upperComparisons: ["upperCritical"],
    readableThresholds: ["lowerNonCritical", "upperCritical"],
    settableThresholds: ["lowerNonCritical", "upperCritical"],
  },
};

/** Record 1: voltage sensor 7, "Vcc 1", 0.2 V per count. */
export const sensorRecord = encodeSdr({ ...sensor, recordId: 1 });

/** The same sensor, with factors to be asked for each reading. */
export const nonLinearRecord = encodeSdr({ ...sensor, recordId: 1, linearization: 0x70 });

/** Record 7: the sensor went high over its upper critical threshold, 19 V over 18 V. */
export const logEntry = encodeSelRecord({
  recordId: 7,
  recordType: 0x02,
  kind: "system-event",
  timestamp: 0x60000000,
  generatorId: 0x20,
  generatorLun: 0,
  generatorChannel: 0,
  formatVersion: 4,
  sensorType: 2,
  sensorNumber: 7,
  eventReadingType: 1,
  deassertion: false,
  offset: 9,
  data2Kind: "readingOrPrevious",
  data3Kind: "threshold",
  data2: 95,
  data3: 90,
});

/** Record 8, OEM with a time stamp, and record 9, OEM without. */
export const oemLogEntries = {
  timestamped: encodeSelRecord({
    recordId: 8,
    recordType: 0xc1,
    kind: "oem-timestamped",
    timestamp: 0x60000000,
    manufacturerId: 0x00315a,
    data: Uint8Array.of(1, 2, 3, 4, 5, 6),
  }),
  plain: encodeSelRecord({
    recordId: 9,
    recordType: 0xe2,
    kind: "oem",
    data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
  }),
};

export const selInfo: SelInfo = {
  version: 0x51,
  entries: 1,
  freeSpace: 1000,
  lastAddition: 0x60000000,
  lastErase: 0x60000001,
  allocationInfo: true,
  reserve: true,
  partialAdd: false,
  delete: true,
  overflow: false,
};

export function partOf(record: Uint8Array, { offset, count }: { readonly offset: number; readonly count: number }) {
  return { nextRecordId: 0xffff, data: record.slice(offset, count === 0xff ? undefined : offset + count) };
}

export function withSensor(fake: FakeConnection): FakeConnection {
  return fake
    .answer(ReserveSdrRepository, () => ({ reservationId: 0x1234 }))
    .answer(GetSdr, (request) => partOf(sensorRecord, request))
    .answer(GetSdrRepositoryInfo, () => ({
      version: 0x51,
      recordCount: 1,
      freeSpace: 1000,
      lastAddition: 0x60000000,
      lastErase: 0x60000001,
      allocationInfo: true,
      reserve: true,
      partialAdd: false,
      delete: true,
      update: "nonModal",
      overflow: false,
    }));
}

export function withLog(fake: FakeConnection): FakeConnection {
  return withSensor(fake)
    .answer(ReserveSel, () => ({ reservationId: 0x4321 }))
    .answer(GetSelInfo, () => selInfo)
    .answer(GetSelEntry, (request) => partOf(logEntry, request));
}
