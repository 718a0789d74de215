import { bits, flag, reserved, rest, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetPppUdpProxyReceiveData = defineCommand({
  name: "Get PPP UDP Proxy Receive Data",
  netFn: NetFn.transport,
  cmd: 0x17,
  spec: "IPMI 2.0 section 25.8",
  privilege: "systemInterface",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    /** Block 0 = the number of bytes received. */
    ...bits(1, { block: span(6, 0), clear: flag(7) }),
  },
  response: {
    /** The number of bytes received (2 bytes), or up to sixteen of them. */
    data: rest,
  },
  completionCodes: {
    0x80: "no packet data",
  },
});
