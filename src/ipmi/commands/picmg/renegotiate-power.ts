import { optional, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const RenegotiatePower = defineCommand({
  name: "Renegotiate Power",
  netFn: NetFn.groupExtension,
  cmd: 0x13,
  group: Group.picmg,
  spec: "PICMG 3.0 command 13h",
  privilege: "operator",
  request: {
    /** Absent: the addressed controller's own. */
    fruDeviceId: optional(u8),
  },
  response: {},
});
