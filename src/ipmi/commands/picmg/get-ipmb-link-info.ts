import { named, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetIpmbLinkInfo = defineCommand({
  name: "Get IPMB Link Info",
  netFn: NetFn.groupExtension,
  cmd: 0x18,
  group: Group.picmg,
  spec: "PICMG 3.0 command 18h",
  privilege: "user",
  request: {
    keyType: named(u8, { linkNumber: 0, sensorNumber: 1 }),
    key: u8,
  },
  response: {
    linkNumber: u8,
    sensorNumber: u8,
  },
});
