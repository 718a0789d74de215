import { bits, reserved, rest, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetLanConfigurationParameters = defineCommand({
  name: "Set LAN Configuration Parameters",
  netFn: NetFn.transport,
  cmd: 0x01,
  spec: "IPMI 2.0 section 23.1",
  privilege: "administrator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
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
