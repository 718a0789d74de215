import { u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetShelfManagerIpmbAddress = defineCommand({
  name: "Get Shelf Manager IPMB Address",
  netFn: NetFn.groupExtension,
  cmd: 0x1b,
  group: Group.picmg,
  spec: "PICMG 3.0 command 1Bh",
  privilege: "user",
  request: {},
  response: {
    /** 8-bit slave addresses; FFh = none. */
    active: u8,
    backup: u8,
  },
});
