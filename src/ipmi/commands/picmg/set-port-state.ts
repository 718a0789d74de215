import { bits, flag, reserved } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";
import { linkDescriptor } from "../../picmg/link.ts";

export const SetPortState = defineCommand({
  name: "Set Port State",
  netFn: NetFn.groupExtension,
  cmd: 0x0e,
  group: Group.picmg,
  spec: "PICMG 3.0 command 0Eh",
  privilege: "operator",
  request: {
    link: linkDescriptor,
    ...bits(1, { enabled: flag(0), reserved1: reserved(7, 1) }),
  },
  response: {},
});
