import { bits, bytes, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetPppUdpProxyTransmitData = defineCommand({
  name: "Get PPP UDP Proxy Transmit Data",
  netFn: NetFn.transport,
  cmd: 0x15,
  spec: "IPMI 2.0 section 25.6",
  privilege: "systemInterface",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    /** Sixteen bytes each, from 1. */
    block: u8,
  },
  response: {
    data: bytes(16),
  },
});
