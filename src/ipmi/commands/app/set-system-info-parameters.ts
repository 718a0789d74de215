import { rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetSystemInfoParameters = defineCommand({
  name: "Set System Info Parameters",
  netFn: NetFn.app,
  cmd: 0x58,
  spec: "IPMI 2.0 section 22.14a",
  privilege: "administrator",
  request: {
    parameter: u8,
    data: rest,
  },
  response: {},
  completionCodes: {
    0x80: "parameter not supported",
    0x81: "another set is in progress",
    0x82: "read-only parameter",
    0x83: "write-only parameter",
  },
});
