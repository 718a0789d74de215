import { countedBytes, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetManagementControllerIdentifier = defineCommand({
  name: "Set Management Controller Identifier String",
  netFn: NetFn.groupExtension,
  cmd: 0x0a,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.4.6.2",
  privilege: "administrator",
  request: {
    offset: u8,
    identifier: countedBytes(1),
  },
  response: {
    totalLength: u8,
  },
});
