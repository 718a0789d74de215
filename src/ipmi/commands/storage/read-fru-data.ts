import { rest, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** Offset and count are in words for a device accessed by words. */
export const ReadFruData = defineCommand({
  name: "Read FRU Data",
  netFn: NetFn.storage,
  cmd: 0x11,
  spec: "IPMI 2.0 section 34.2",
  privilege: "user",
  request: {
    fruDeviceId: u8,
    offset: u16,
    count: u8,
  },
  response: {
    /** What `data` really holds; anything after that is noise. */
    count: u8,
    data: rest,
  },
  completionCodes: {
    0x81: "the FRU device is busy",
  },
});
