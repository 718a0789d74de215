import { rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetShelfAddressInfo = defineCommand({
  name: "Get Shelf Address Info",
  netFn: NetFn.groupExtension,
  cmd: 0x02,
  group: Group.picmg,
  spec: "PICMG 3.0 command 02h",
  privilege: "user",
  request: {},
  response: {
    /** As in FRU fields: bits 7:6 encoding, 5:0 length. */
    typeLength: u8,
    /** At most 20 bytes. */
    address: rest,
  },
});
