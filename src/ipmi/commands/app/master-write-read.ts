import { bits, flag, rest, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const MasterWriteRead = defineCommand({
  name: "Master Write-Read",
  netFn: NetFn.app,
  cmd: 0x52,
  spec: "IPMI 2.0 section 22.11",
  privilege: "operator",
  request: {
    ...bits(1, { privateBus: flag(0), busId: span(3, 1), channel: span(7, 4) }),
    /** 8-bit. */
    slaveAddress: u8,
    readCount: u8,
    data: rest,
  },
  response: {
    data: rest,
  },
  completionCodes: {
    0x81: "lost arbitration",
    0x82: "bus error",
    0x83: "NAK on write",
    0x84: "truncated read",
  },
});
