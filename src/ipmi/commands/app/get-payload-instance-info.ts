import { bytes, u8, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetPayloadInstanceInfo = defineCommand({
  name: "Get Payload Instance Info",
  netFn: NetFn.app,
  cmd: 0x4b,
  spec: "IPMI 2.0 section 24.5",
  privilege: "user",
  request: {
    payloadType: u8,
    instance: u8,
  },
  response: {
    /** 0 = not active. */
    sessionId: u32,
    /** As the payload type defines; the first byte of serial over LAN is the port number. */
    data: bytes(8),
  },
});
