import { rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetDcmiConfigurationParameters = defineCommand({
  name: "Set DCMI Configuration Parameters",
  netFn: NetFn.groupExtension,
  cmd: 0x12,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.1.2",
  privilege: "administrator",
  request: {
    parameter: u8,
    set: u8,
    data: rest,
  },
  response: {},
});
