import { bits, flag, named, optional, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSystemInterfaceCapabilities = defineCommand({
  name: "Get System Interface Capabilities",
  netFn: NetFn.app,
  cmd: 0x57,
  spec: "IPMI 2.0 section 22.9",
  privilege: "user",
  request: {
    ...bits(1, {
      interface: named(span(3, 0), { ssif: 0, kcs: 1, smic: 2 }),
      reservedInterface4: reserved(7, 4),
    }),
  },
  response: {
    ...bits(1, { reserved1: reserved(7, 0) }),
    /** `pec` and `transactions` are SSIF's. */
    ...bits(1, {
      version: span(2, 0),
      pec: flag(3),
      reservedCapabilities4: reserved(5, 4),
      transactions: named(span(7, 6), { singlePart: 0, multiPart: 1, multiPartWithMiddle: 2 }),
    }),
    /** Bytes. */
    inputSize: u8,
    /** SSIF. */
    outputSize: optional(u8),
  },
});
