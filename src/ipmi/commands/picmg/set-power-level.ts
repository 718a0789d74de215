import { named, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetPowerLevel = defineCommand({
  name: "Set Power Level",
  netFn: NetFn.groupExtension,
  cmd: 0x11,
  group: Group.picmg,
  spec: "PICMG 3.0 command 11h",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    /** 0 = off, FFh = leave as it is. */
    level: u8,
    desired: named(u8, { keep: 0, copyToPresent: 1 }),
  },
  response: {},
});
