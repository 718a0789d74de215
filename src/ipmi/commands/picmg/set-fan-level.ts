import { optional, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetFanLevel = defineCommand({
  name: "Set Fan Level",
  netFn: NetFn.groupExtension,
  cmd: 0x15,
  group: Group.picmg,
  spec: "PICMG 3.0 command 15h",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    /** FEh = emergency shut down, FFh = local control. */
    level: u8,
    localControl: optional(u8),
  },
  response: {},
});
