import { DeleteSdr } from "../../../../src/ipmi/commands/storage/delete-sdr.ts";
import { EnterSdrRepositoryUpdateMode } from "../../../../src/ipmi/commands/storage/enter-sdr-repository-update-mode.ts";
import { ExitSdrRepositoryUpdateMode } from "../../../../src/ipmi/commands/storage/exit-sdr-repository-update-mode.ts";
import { GetAuxiliaryLogStatus } from "../../../../src/ipmi/commands/storage/get-auxiliary-log-status.ts";
import { GetSdrRepositoryAllocationInfo } from "../../../../src/ipmi/commands/storage/get-sdr-repository-allocation-info.ts";
import { PartialAddSelEntry } from "../../../../src/ipmi/commands/storage/partial-add-sel-entry.ts";
import { RunInitializationAgent } from "../../../../src/ipmi/commands/storage/run-initialization-agent.ts";
import { SetAuxiliaryLogStatus } from "../../../../src/ipmi/commands/storage/set-auxiliary-log-status.ts";
import { fromHex } from "../../capture.ts";
import { type ReadBackCase, readBack } from "./case.ts";

export const storageReadBackCases: readonly ReadBackCase[] = [
  readBack(DeleteSdr, {
    request: { reservationId: 0x102, recordId: 0x304 },
    response: { recordId: 0x304 },
    tshark: {
      request: { "st25.rsrv_id": "0x0102", "st25.rec_id": "0x0304" },
      response: { "st26.del_rec_id": "0x0304" },
    },
  }),
  readBack(EnterSdrRepositoryUpdateMode, { request: {}, response: {}, tshark: {} }),
  readBack(ExitSdrRepositoryUpdateMode, { request: {}, response: {}, tshark: {} }),
  readBack(RunInitializationAgent, {
    request: { run: true },
    response: { completed: true },
    tshark: { request: { "st2c.init_agent": "1" }, response: { "st2c.init_state": "1" } },
  }),
  readBack(PartialAddSelEntry, {
    request: { reservationId: 0x102, recordId: 0x304, offset: 5, progress: "last", data: fromHex("0a0b") },
    response: { recordId: 0x304 },
    tshark: {
      request: {
        "st45.rsrv_id": "0x0102",
        "st45.rec_id": "0x0304",
        "st45.offset": "5",
        "st45.inprogress": "0x01",
        "st45.data": "0a:0b",
      },
      response: { "st45.added_rec_id": "0x0304" },
    },
  }),
  readBack(GetAuxiliaryLogStatus, {
    request: { logType: "machineCheck" },
    response: { timestamp: 0x5f000000, status: fromHex("04030201") },
    tshark: { response: { "st5a.ts_add": "1593835520", "st5a.num_entries": "16909060" } },
    freeipmi: { response: { log_data: "0000005f04030201" } },
  }),
  readBack(SetAuxiliaryLogStatus, {
    request: { logType: "machineCheck", timestamp: 0x5f000000, status: fromHex("04030201") },
    response: {},
    tshark: { request: { "st5b.ts_add": "1593835520", "st5b.num_entries": "16909060" } },
    freeipmi: { request: { log_data: "0000005f04030201" } },
  }),
  readBack(GetSdrRepositoryAllocationInfo, {
    request: {},
    response: { units: 0x102, unitSize: 0x304, freeUnits: 0x506, largestFreeBlock: 0x708, maximumRecordSize: 9 },
    tshark: {
      response: {
        "st21.units": "258",
        "st21.size": "772",
        "st21.free": "1286",
        "st21.largest": "1800",
        "st21.maxrec": "9",
      },
    },
    freeipmi: {
      response: {
        number_of_possible_allocation_units: 0x102,
        allocation_unit_size: 0x304,
        number_of_free_allocation_units: 0x506,
        largest_free_block: 0x708,
        maximum_record_size: 9,
      },
    },
  }),
];
