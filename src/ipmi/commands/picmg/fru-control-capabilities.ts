import { bits, flag, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const FruControlCapabilities = defineCommand({
  name: "FRU Control Capabilities",
  netFn: NetFn.groupExtension,
  cmd: 0x1e,
  group: Group.picmg,
  spec: "PICMG 3.0 command 1Eh",
  privilege: "user",
  request: {
    fruDeviceId: u8,
  },
  response: {
    ...bits(1, {
      reserved0: reserved(0, 0),
      warmReset: flag(1),
      gracefulReboot: flag(2),
      diagnosticInterrupt: flag(3),
      reserved4: reserved(7, 4),
    }),
  },
});
