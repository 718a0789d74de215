import { optional, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetFanLevel = defineCommand({
  name: "Get Fan Level",
  netFn: NetFn.groupExtension,
  cmd: 0x16,
  group: Group.picmg,
  spec: "PICMG 3.0 command 16h",
  privilege: "user",
  request: {
    fruDeviceId: u8,
  },
  response: {
    /** FEh = emergency shut down, FFh = local control. */
    overrideLevel: u8,
    localLevel: optional(u8),
    localControl: optional(u8),
  },
});

export type FanLevel = ResponseOf<typeof GetFanLevel>;
