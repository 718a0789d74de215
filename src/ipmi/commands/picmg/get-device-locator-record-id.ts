import { u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetDeviceLocatorRecordId = defineCommand({
  name: "Get Device Locator Record ID",
  netFn: NetFn.groupExtension,
  cmd: 0x0d,
  group: Group.picmg,
  spec: "PICMG 3.0 command 0Dh",
  privilege: "user",
  request: {
    fruDeviceId: u8,
  },
  response: {
    recordId: u16,
  },
});
