import { bits, flag, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetFanSpeedProperties = defineCommand({
  name: "Get Fan Speed Properties",
  netFn: NetFn.groupExtension,
  cmd: 0x14,
  group: Group.picmg,
  spec: "PICMG 3.0 command 14h",
  privilege: "user",
  request: {
    fruDeviceId: u8,
  },
  response: {
    minimumLevel: u8,
    maximumLevel: u8,
    normalLevel: u8,
    ...bits(1, { reserved0: reserved(6, 0), localControlSupported: flag(7) }),
  },
});

export type FanSpeedProperties = ResponseOf<typeof GetFanSpeedProperties>;
