import { bits, flag, reserved, rest, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetLanConfigurationParameters = defineCommand({
  name: "Get LAN Configuration Parameters",
  netFn: NetFn.transport,
  cmd: 0x02,
  spec: "IPMI 2.0 section 23.2",
  privilege: "operator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(6, 4), revisionOnly: flag(7) }),
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
    0x83: "write-only parameter",
  },
});
