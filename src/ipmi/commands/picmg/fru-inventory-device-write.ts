import { rest, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const FruInventoryDeviceWrite = defineCommand({
  name: "FRU Inventory Device Write",
  netFn: NetFn.groupExtension,
  cmd: 0x20,
  group: Group.picmg,
  spec: "PICMG 3.0 command 20h",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    lockId: u16,
    offset: u16,
    data: rest,
  },
  response: {
    countWritten: u8,
  },
  completionCodes: {
    0x80: "invalid lock id",
  },
});
