import { countedBytes, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetAssetTag = defineCommand({
  name: "Set Asset Tag",
  netFn: NetFn.groupExtension,
  cmd: 0x08,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.4.3",
  privilege: "operator",
  request: {
    offset: u8,
    tag: countedBytes(1),
  },
  response: {
    totalLength: u8,
  },
});
