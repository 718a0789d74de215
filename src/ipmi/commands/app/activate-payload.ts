import { bits, bytes, reserved, span, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ActivatePayload = defineCommand({
  name: "Activate Payload",
  netFn: NetFn.app,
  cmd: 0x48,
  spec: "IPMI 2.0 section 24.1",
  privilege: "callback",
  request: {
    ...bits(1, { payloadType: span(5, 0), reservedType6: reserved(7, 6) }),
    ...bits(1, { instance: span(3, 0), reservedInstance4: reserved(7, 4) }),
    /** As the payload type defines. */
    auxiliary: bytes(4),
  },
  response: {
    auxiliary: bytes(4),
    inboundSize: u16,
    outboundSize: u16,
    port: u16,
    /** FFFFh = none. */
    vlan: u16,
  },
  completionCodes: {
    0x80: "the payload is active on another session",
    0x81: "payload type disabled",
    0x82: "activation limit reached",
    0x83: "cannot be activated with encryption",
    0x84: "cannot be activated without encryption",
  },
});
