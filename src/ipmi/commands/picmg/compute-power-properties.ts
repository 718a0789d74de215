import { u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const ComputePowerProperties = defineCommand({
  name: "Compute Power Properties",
  netFn: NetFn.groupExtension,
  cmd: 0x10,
  group: Group.picmg,
  spec: "PICMG 3.0 command 10h",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
  },
  response: {
    spannedSlots: u8,
    /** Which of them, from 0, holds the controller. */
    controllerLocation: u8,
  },
});
