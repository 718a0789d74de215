import { bits, flag, reserved, rest, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSerialModemConfiguration = defineCommand({
  name: "Get Serial/Modem Configuration",
  netFn: NetFn.transport,
  cmd: 0x11,
  spec: "IPMI 2.0 section 25.2",
  privilege: "administrator",
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
  },
});
