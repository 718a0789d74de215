import { list, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetShelfPowerAllocation = defineCommand({
  name: "Get Shelf Power Allocation",
  netFn: NetFn.groupExtension,
  cmd: 0x22,
  group: Group.picmg,
  spec: "PICMG 3.0 command 22h",
  privilege: "user",
  request: {
    /** The first feed to report. */
    feedIndex: u8,
  },
  response: {
    updateCounter: u16,
    /** Watts, one number a feed. */
    allocations: list("rest", u16),
  },
});
