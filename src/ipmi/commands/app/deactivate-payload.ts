import { bits, bytes, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const DeactivatePayload = defineCommand({
  name: "Deactivate Payload",
  netFn: NetFn.app,
  cmd: 0x49,
  spec: "IPMI 2.0 section 24.2",
  privilege: "callback",
  request: {
    ...bits(1, { payloadType: span(5, 0), reservedType6: reserved(7, 6) }),
    ...bits(1, { instance: span(3, 0), reservedInstance4: reserved(7, 4) }),
    auxiliary: bytes(4),
  },
  response: {},
  completionCodes: {
    0x80: "the payload is not active",
    0x81: "payload type disabled",
  },
});
