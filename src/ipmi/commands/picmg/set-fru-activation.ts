import { named, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetFruActivation = defineCommand({
  name: "Set FRU Activation",
  netFn: NetFn.groupExtension,
  cmd: 0x0c,
  group: Group.picmg,
  spec: "PICMG 3.0 command 0Ch",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    activation: named(u8, { deactivate: 0, activate: 1 }),
  },
  response: {},
});
