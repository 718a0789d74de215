import { u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSdrRepositoryAllocationInfo = defineCommand({
  name: "Get SDR Repository Allocation Info",
  netFn: NetFn.storage,
  cmd: 0x21,
  spec: "IPMI 2.0 section 33.10",
  privilege: "user",
  request: {},
  response: {
    units: u16,
    /** Bytes. */
    unitSize: u16,
    freeUnits: u16,
    largestFreeBlock: u16,
    /** In units. */
    maximumRecordSize: u8,
  },
});
