import { bits, bytes, reserved, span, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SendPppUdpProxyPacket = defineCommand({
  name: "Send PPP UDP Proxy Packet",
  netFn: NetFn.transport,
  cmd: 0x16,
  spec: "IPMI 2.0 section 25.7",
  privilege: "systemInterface",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    sourcePort: u16,
    destinationPort: u16,
    sourceAddress: bytes(4),
    destinationAddress: bytes(4),
    /** Bytes of the transmit buffer to send. */
    length: u16,
  },
  response: {},
  completionCodes: {
    0x80: "the PPP link is not up",
    0x81: "the IP protocol is not up",
  },
});
