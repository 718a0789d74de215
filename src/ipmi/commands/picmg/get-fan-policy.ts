import { named, optional, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetFanPolicy = defineCommand({
  name: "Get Fan Policy",
  netFn: NetFn.groupExtension,
  cmd: 0x1d,
  group: Group.picmg,
  spec: "PICMG 3.0 command 1Dh",
  privilege: "user",
  request: {
    fanTraySite: u8,
    siteNumber: optional(u8),
    siteType: optional(u8),
  },
  response: {
    policy: named(u8, { disabled: 0, enabled: 1, indeterminate: 0xff }),
    coverage: optional(named(u8, { notCovered: 0, covered: 1 })),
  },
});
