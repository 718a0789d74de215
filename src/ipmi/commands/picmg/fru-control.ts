import { named, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const FruControl = defineCommand({
  name: "FRU Control",
  netFn: NetFn.groupExtension,
  cmd: 0x04,
  group: Group.picmg,
  spec: "PICMG 3.0 command 04h",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    option: named(u8, { coldReset: 0, warmReset: 1, gracefulReboot: 2, diagnosticInterrupt: 3, quiesce: 4 }),
  },
  response: {},
});
