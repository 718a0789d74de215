import { bits, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SuspendResumePayloadEncryption = defineCommand({
  name: "Suspend/Resume Payload Encryption",
  netFn: NetFn.app,
  cmd: 0x55,
  spec: "IPMI 2.0 section 24.3",
  privilege: "user",
  request: {
    ...bits(1, { payloadType: span(5, 0), reservedType6: reserved(7, 6) }),
    ...bits(1, { instance: span(3, 0), reservedInstance4: reserved(7, 4) }),
    ...bits(1, {
      operation: named(span(4, 0), { suspend: 0, resume: 1, regenerate: 2 }),
      reservedOperation5: reserved(7, 5),
    }),
  },
  response: {},
  completionCodes: {
    0x80: "operation not supported for this payload type",
    0x81: "operation not allowed in this configuration",
    0x82: "encryption not available for this session",
    0x83: "the payload instance is not active",
  },
});
