import { bitSet, bits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetPayloadActivationStatus = defineCommand({
  name: "Get Payload Activation Status",
  netFn: NetFn.app,
  cmd: 0x4a,
  spec: "IPMI 2.0 section 24.4",
  privilege: "user",
  request: {
    payloadType: u8,
  },
  response: {
    ...bits(1, { capacity: span(3, 0), reservedCapacity4: reserved(7, 4) }),
    /** Bit n = instance n + 1. */
    ...bits(2, { active: bitSet(15, 0) }),
  },
});
