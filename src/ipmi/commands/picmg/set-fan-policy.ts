import { named, optional, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetFanPolicy = defineCommand({
  name: "Set Fan Policy",
  netFn: NetFn.groupExtension,
  cmd: 0x1c,
  group: Group.picmg,
  spec: "PICMG 3.0 command 1Ch",
  privilege: "operator",
  request: {
    fanTraySite: u8,
    policy: named(u8, { disable: 0, enable: 1 }),
    /** In 5 s; FFh = for ever. */
    timeout: u8,
    /** Whose cooling asks for it; both or none. */
    siteNumber: optional(u8),
    siteType: optional(u8),
  },
  response: {},
});
