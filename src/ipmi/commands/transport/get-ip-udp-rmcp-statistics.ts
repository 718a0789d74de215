import { bits, flag, reserved, span, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetIpUdpRmcpStatistics = defineCommand({
  name: "Get IP/UDP/RMCP Statistics",
  netFn: NetFn.transport,
  cmd: 0x04,
  spec: "IPMI 2.0 section 23.4",
  privilege: "user",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { clear: flag(0), reservedClear1: reserved(7, 1) }),
  },
  response: {
    ipPacketsReceived: u16,
    ipHeaderErrors: u16,
    ipAddressErrors: u16,
    fragmentsReceived: u16,
    ipPacketsSent: u16,
    udpPacketsReceived: u16,
    rmcpPacketsReceived: u16,
    proxyPacketsReceived: u16,
    proxyPacketsDropped: u16,
  },
});
