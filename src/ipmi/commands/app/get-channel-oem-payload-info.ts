import { bits, reserved, span, u8, u16, u24 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetChannelOemPayloadInfo = defineCommand({
  name: "Get Channel OEM Payload Info",
  netFn: NetFn.app,
  cmd: 0x50,
  spec: "IPMI 2.0 section 24.10",
  privilege: "user",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    payloadType: u8,
    iana: u24,
    payloadId: u16,
  },
  response: {
    payloadType: u8,
    iana: u24,
    payloadId: u16,
    ...bits(1, { minor: span(3, 0), major: span(7, 4) }),
  },
  completionCodes: {
    0x80: "OEM payload not supported",
  },
});
