import { bits, flag, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetFruActivationPolicy = defineCommand({
  name: "Set FRU Activation Policy",
  netFn: NetFn.groupExtension,
  cmd: 0x0a,
  group: Group.picmg,
  spec: "PICMG 3.0 command 0Ah",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    /** Which of the two bits below to change. */
    ...bits(1, { changeLocked: flag(0), changeDeactivationLocked: flag(1), reservedMask2: reserved(7, 2) }),
    ...bits(1, { locked: flag(0), deactivationLocked: flag(1), reserved2: reserved(7, 2) }),
  },
  response: {},
});
