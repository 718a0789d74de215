import { fileURLToPath } from "node:url";
import { AddSelEntry } from "../../../src/ipmi/commands/storage/add-sel-entry.ts";
import { clearConfirmation } from "../../../src/ipmi/commands/storage/clear-parts.ts";
import { ClearSdrRepository } from "../../../src/ipmi/commands/storage/clear-sdr-repository.ts";
import { ClearSel } from "../../../src/ipmi/commands/storage/clear-sel.ts";
import { DeleteSelEntry } from "../../../src/ipmi/commands/storage/delete-sel-entry.ts";
import { GetFruInventoryAreaInfo } from "../../../src/ipmi/commands/storage/get-fru-inventory-area-info.ts";
import { GetSdr } from "../../../src/ipmi/commands/storage/get-sdr.ts";
import { GetSdrRepositoryInfo } from "../../../src/ipmi/commands/storage/get-sdr-repository-info.ts";
import { GetSdrRepositoryTime } from "../../../src/ipmi/commands/storage/get-sdr-repository-time.ts";
import { GetSelAllocationInfo } from "../../../src/ipmi/commands/storage/get-sel-allocation-info.ts";
import { GetSelEntry } from "../../../src/ipmi/commands/storage/get-sel-entry.ts";
import { GetSelInfo } from "../../../src/ipmi/commands/storage/get-sel-info.ts";
import { GetSelTime } from "../../../src/ipmi/commands/storage/get-sel-time.ts";
import { GetSelTimeUtcOffset } from "../../../src/ipmi/commands/storage/get-sel-time-utc-offset.ts";
import { PartialAddSdr } from "../../../src/ipmi/commands/storage/partial-add-sdr.ts";
import { ReadFruData } from "../../../src/ipmi/commands/storage/read-fru-data.ts";
import { ReserveSdrRepository } from "../../../src/ipmi/commands/storage/reserve-sdr-repository.ts";
import { ReserveSel } from "../../../src/ipmi/commands/storage/reserve-sel.ts";
import { SetSdrRepositoryTime } from "../../../src/ipmi/commands/storage/set-sdr-repository-time.ts";
import { SetSelTime } from "../../../src/ipmi/commands/storage/set-sel-time.ts";
import { SetSelTimeUtcOffset } from "../../../src/ipmi/commands/storage/set-sel-time-utc-offset.ts";
import { WriteFruData } from "../../../src/ipmi/commands/storage/write-fru-data.ts";
import { encodeFru } from "../../../src/ipmi/fru/index.ts";
import { sample as inventory } from "../fru/sample.ts";
import { type PeerCase, peerCase } from "./peer-case.ts";
import { logEntry, oemLogEntries, partOf, selInfo, sensorRecord, withLog, withSensor } from "./records.ts";

const fru = encodeFru(inventory);
const allocation = { units: 500, unitSize: 16, freeUnits: 400, largestFreeBlock: 300, maximumRecordSize: 4 };
const printedAllocation = [
  "# of Alloc Units : 500",
  "Alloc Unit Size : 16",
  "# Free Units : 400",
  "Largest Free Blk : 300",
  "Max Record Size : 4",
];
const time = Date.UTC(2026, 10, 20, 3, 4, 5) / 1000;
const sdrRepository = fileURLToPath(new URL("../../captures/sdr/ipmitool-fill.bin", import.meta.url));

export const storageCases: readonly PeerCase[] = [
  peerCase(GetFruInventoryAreaInfo, {
    ask: ["ipmitool", "fru", "read", "3", "/dev/null"],
    request: { fruDeviceId: 3 },
    response: { size: 16, accessByWords: false },
    prints: ["Fru Size : 16 bytes"],
    also: (fake) => fake.answer(ReadFruData, ({ count }) => ({ count, data: new Uint8Array(count) })),
  }),
  peerCase(ReadFruData, {
    ask: ["ipmitool", "fru", "print", "0"],
    response: ({ offset, count }) => {
      const data = fru.slice(offset, offset + count);
      return { count: data.length, data };
    },
    prints: ["Board Product : Blade", "Product Asset Tag : tag"],
    also: (fake) => fake.answer(GetFruInventoryAreaInfo, () => ({ size: fru.length, accessByWords: false })),
  }),
  peerCase(WriteFruData, {
    ask: ["ipmitool", "fru", "write", "3", sdrRepository],
    request: { fruDeviceId: 3, offset: 40 },
    response: ({ data }) => ({ count: data.length }),
    prints: ["Size to Write : 53 bytes"],
    also: (fake) =>
      fake
        .answer(GetFruInventoryAreaInfo, () => ({ size: 256, accessByWords: false }))
        .answer(ReadFruData, ({ offset, count }) => ({ count, data: fru.slice(offset, offset + count) })),
  }),
  peerCase(GetSdrRepositoryInfo, {
    ask: ["ipmitool", "sdr", "info"],
    response: {
      version: 0x51,
      recordCount: 77,
      freeSpace: 1000,
      lastAddition: 0x60000002,
      lastErase: 0x60000001,
      allocationInfo: false,
      reserve: true,
      partialAdd: false,
      delete: true,
      update: "modal",
      overflow: true,
    },
    prints: [
      "SDR Version : 0x51",
      "Record Count : 77",
      "Free Space : 1000 bytes",
      "Most recent Erase : 01/14/21 08:25:37 UTC",
      "SDR overflow : yes",
      "SDR Repository Update Support : modal",
      "Delete SDR supported : yes",
      "Partial Add SDR supported : no",
      "Reserve SDR repository supported : yes",
      "SDR Repository Alloc info supported : no",
    ],
  }),
  peerCase(ReserveSdrRepository, {
    ask: ["ipmitool", "sdr", "list", "full"],
    response: { reservationId: 0x1234 },
    prints: ["Vcc 1"],
    also: (fake) =>
      withSensor(fake).answer(GetSdr, (request) =>
        request.reservationId === 0x1234 ? partOf(sensorRecord, request) : 0xc5,
      ),
  }),
  peerCase(GetSdr, {
    ask: ["ipmitool", "sdr", "list", "full"],
    request: { reservationId: 0x1234, recordId: 1 },
    response: (request) => partOf(sensorRecord, request),
    prints: ["Vcc 1"],
    also: withSensor,
  }),
  peerCase(PartialAddSdr, {
    ask: ["ipmitool", "sdr", "fill", "file", sdrRepository],
    request: { reservationId: 0x1234, recordId: 1, offset: 43, progress: "last", data: sensorRecord.slice(43) },
    response: { recordId: 1 },
    exitsWrongly: true,
    also: (fake) => withSensor(fake).answer(ClearSdrRepository, () => ({ progress: "completed" })),
  }),
  peerCase(ClearSdrRepository, {
    ask: ["ipmitool", "sdr", "fill", "file", sdrRepository],
    request: { reservationId: 0x1234, confirmation: clearConfirmation, operation: "getStatus" },
    response: ({ operation }) => ({ progress: operation === "initiate" ? "inProgress" : "completed" }),
    exitsWrongly: true,
    also: (fake) => withSensor(fake).answer(PartialAddSdr, () => ({ recordId: 1 })),
  }),
  peerCase(GetSdrRepositoryTime, {
    ask: ["bmc-device", "--get-sdr-repository-time"],
    response: { time },
    prints: ["11/20/2026 - 03:04:05"],
  }),
  peerCase(SetSdrRepositoryTime, {
    ask: ["bmc-device", "--set-sdr-repository-time=11/20/2026 - 03:04:05"],
    request: { time },
    response: {},
  }),
  peerCase(GetSelInfo, {
    ask: ["ipmitool", "sel", "info"],
    response: { ...selInfo, entries: 21, overflow: true, partialAdd: true, allocationInfo: false },
    prints: [
      "Version : 1.5 (v1.5, v2 compliant)",
      "Entries : 21",
      "Free Space : 1000 bytes",
      "Last Add Time : 01/14/21 08:25:36 UTC",
      "Last Del Time : 01/14/21 08:25:37 UTC",
      "Overflow : true",
      "Supported Cmds : 'Delete' 'Partial Add' 'Reserve'",
    ],
  }),
  peerCase(GetSelAllocationInfo, {
    ask: ["ipmitool", "sel", "info"],
    response: allocation,
    prints: printedAllocation,
    also: withLog,
  }),
  peerCase(ReserveSel, {
    ask: ["ipmitool", "sel", "delete", "7"],
    response: { reservationId: 0x4321 },
    prints: ["Deleted entry 7"],
    also: (fake) =>
      withLog(fake).answer(DeleteSelEntry, ({ reservationId }) => (reservationId === 0x4321 ? { recordId: 7 } : 0xc5)),
  }),
  peerCase(GetSelEntry, {
    ask: ["ipmitool", "sel", "elist"],
    request: { reservationId: 0, recordId: 0, offset: 0, count: 0xff },
    response: (request) => partOf(logEntry, request),
    prints: [
      "7 | 01/14/21 | 08:25:36 UTC | Voltage Vcc 1 | Upper Critical going high | Asserted | Reading 19 > Threshold 18 Volts",
    ],
    also: withLog,
  }),
  peerCase(GetSelEntry, {
    ask: ["ipmitool", "sel", "list"],
    response: (request) => partOf(oemLogEntries.timestamped, request),
    prints: ["8 | 01/14/21 | 08:25:36 UTC | OEM record c1 | 00315a | 010203040506"],
    also: withLog,
  }),
  peerCase(GetSelEntry, {
    ask: ["ipmitool", "sel", "list"],
    response: (request) => partOf(oemLogEntries.plain, request),
    prints: ["9 | OEM record e2 | 0102030405060708090a0b0c0d"],
    also: withLog,
  }),
  peerCase(AddSelEntry, {
    ask: ["ipmitool", "sel", "add", fileURLToPath(new URL("../../captures/sel/ipmitool-add.txt", import.meta.url))],
    request: { record: new Uint8Array([0, 0, 2, 0, 0, 0, 0, 0x41, 0, 4, 2, 7, 1, 0x59, 0x5f, 0x5a]) },
    response: { recordId: 7 },
  }),
  peerCase(DeleteSelEntry, {
    ask: ["ipmitool", "sel", "delete", "7"],
    request: { reservationId: 0x4321, recordId: 7 },
    response: { recordId: 7 },
    prints: ["Deleted entry 7"],
    also: withLog,
  }),
  peerCase(ClearSel, {
    ask: ["ipmitool", "sel", "clear"],
    request: { reservationId: 0x4321, confirmation: clearConfirmation, operation: "initiate" },
    response: { progress: "completed" },
    prints: ["Clearing SEL"],
    also: withLog,
  }),
  peerCase(GetSelTime, {
    ask: ["ipmitool", "sel", "time", "get"],
    response: { time },
    prints: ["11/20/26 03:04:05 UTC"],
  }),
  peerCase(SetSelTime, {
    ask: ["bmc-device", "--set-sel-time=11/20/2026 - 03:04:05"],
    request: { time },
    response: {},
  }),
  peerCase(GetSelTimeUtcOffset, {
    ask: ["bmc-device", "--get-sel-time-utc-offset"],
    response: { offset: -90 },
    prints: ["SEL UTC Offset : -90 minutes"],
  }),
  peerCase(SetSelTimeUtcOffset, {
    ask: ["bmc-device", "--set-sel-time-utc-offset=-90"],
    request: { offset: -90 },
    response: {},
  }),
];
