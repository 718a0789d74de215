import { rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetAssetTag = defineCommand({
  name: "Get Asset Tag",
  netFn: NetFn.groupExtension,
  cmd: 0x06,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.4.2",
  privilege: "user",
  request: {
    offset: u8,
    /** 16 at most. */
    count: u8,
  },
  response: {
    totalLength: u8,
    data: rest,
  },
  completionCodes: {
    0x80: "the tag in the FRU data is binary",
    0x81: "the tag in the FRU data is BCD plus",
    0x82: "the tag in the FRU data is 6-bit ASCII",
    0x83: "the tag in the FRU data is of another language than English",
  },
});
