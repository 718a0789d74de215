import { bits, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { payloadAccess } from "./payload-parts.ts";

export const SetUserPayloadAccess = defineCommand({
  name: "Set User Payload Access",
  netFn: NetFn.app,
  cmd: 0x4c,
  spec: "IPMI 2.0 section 24.6",
  privilege: "administrator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { userId: span(5, 0), operation: named(span(7, 6), { enable: 0, disable: 1 }) }),
    ...payloadAccess,
  },
  response: {},
});
