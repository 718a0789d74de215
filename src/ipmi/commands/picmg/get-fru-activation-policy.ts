import { bits, flag, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetFruActivationPolicy = defineCommand({
  name: "Get FRU Activation Policy",
  netFn: NetFn.groupExtension,
  cmd: 0x0b,
  group: Group.picmg,
  spec: "PICMG 3.0 command 0Bh",
  privilege: "user",
  request: {
    fruDeviceId: u8,
  },
  response: {
    ...bits(1, { locked: flag(0), deactivationLocked: flag(1), reserved2: reserved(7, 2) }),
  },
});

export type FruActivationPolicy = ResponseOf<typeof GetFruActivationPolicy>;
