import { rest, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const WriteFruData = defineCommand({
  name: "Write FRU Data",
  netFn: NetFn.storage,
  cmd: 0x12,
  spec: "IPMI 2.0 section 34.3",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    offset: u16,
    data: rest,
  },
  response: {
    count: u8,
  },
  completionCodes: {
    0x80: "write-protected offset",
    0x81: "the FRU device is busy",
  },
});
