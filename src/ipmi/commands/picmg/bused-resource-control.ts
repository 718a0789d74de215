import { named, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const BusedResourceControl = defineCommand({
  name: "Bused Resource Control",
  netFn: NetFn.groupExtension,
  cmd: 0x17,
  group: Group.picmg,
  spec: "PICMG 3.0 command 17h",
  privilege: "operator",
  request: {
    /** To a board: 0 query, 1 release, 2 force, 3 bus free. To the shelf manager: 0 request, 1 relinquish, 2 notify. */
    command: u8,
    resource: named(u8, { metallicTestBus1: 0, metallicTestBus2: 1, clockGroup1: 2, clockGroup2: 3, clockGroup3: 4 }),
  },
  response: {
    /** Meaning depends on the command; 0 = in control, granted or acknowledged. */
    status: u8,
  },
});
