import { bits, flag, reserved, rest, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSystemInfoParameters = defineCommand({
  name: "Get System Info Parameters",
  netFn: NetFn.app,
  cmd: 0x59,
  spec: "IPMI 2.0 section 22.14b",
  privilege: "user",
  request: {
    ...bits(1, { reserved0: reserved(6, 0), revisionOnly: flag(7) }),
    parameter: u8,
    set: u8,
    block: u8,
  },
  response: {
    revision: u8,
    data: rest,
  },
  completionCodes: {
    0x80: "parameter not supported",
  },
});
