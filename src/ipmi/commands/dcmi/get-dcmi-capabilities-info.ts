import { rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetDcmiCapabilitiesInfo = defineCommand({
  name: "Get DCMI Capabilities Info",
  netFn: NetFn.groupExtension,
  cmd: 0x01,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.1.1",
  privilege: "callback",
  request: {
    parameter: u8,
  },
  response: {
    major: u8,
    minor: u8,
    revision: u8,
    data: rest,
  },
});
