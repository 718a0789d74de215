import { rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetShelfAddressInfo = defineCommand({
  name: "Set Shelf Address Info",
  netFn: NetFn.groupExtension,
  cmd: 0x03,
  group: Group.picmg,
  spec: "PICMG 3.0 command 03h",
  privilege: "administrator",
  request: {
    /** As in FRU fields: bits 7:6 encoding, 5:0 length. */
    typeLength: u8,
    /** At most 20 bytes. */
    address: rest,
  },
  response: {},
});
