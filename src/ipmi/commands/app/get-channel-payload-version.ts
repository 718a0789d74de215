import { bits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetChannelPayloadVersion = defineCommand({
  name: "Get Channel Payload Version",
  netFn: NetFn.app,
  cmd: 0x4f,
  spec: "IPMI 2.0 section 24.9",
  privilege: "user",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    payloadType: u8,
  },
  response: {
    ...bits(1, { minor: span(3, 0), major: span(7, 4) }),
  },
  completionCodes: {
    0x80: "payload type not available on this channel",
  },
});
