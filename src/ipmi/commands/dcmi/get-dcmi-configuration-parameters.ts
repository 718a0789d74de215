import { rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetDcmiConfigurationParameters = defineCommand({
  name: "Get DCMI Configuration Parameters",
  netFn: NetFn.groupExtension,
  cmd: 0x13,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.1.3",
  privilege: "user",
  request: {
    parameter: u8,
    set: u8,
  },
  response: {
    major: u8,
    minor: u8,
    revision: u8,
    data: rest,
  },
});
