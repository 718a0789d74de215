import { rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetManagementControllerIdentifier = defineCommand({
  name: "Get Management Controller Identifier String",
  netFn: NetFn.groupExtension,
  cmd: 0x09,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.4.6.1",
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
});
