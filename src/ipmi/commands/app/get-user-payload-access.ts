import { bits, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { payloadAccess } from "./payload-parts.ts";

export const GetUserPayloadAccess = defineCommand({
  name: "Get User Payload Access",
  netFn: NetFn.app,
  cmd: 0x4d,
  spec: "IPMI 2.0 section 24.7",
  privilege: "operator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { userId: span(5, 0), reservedUser6: reserved(7, 6) }),
  },
  response: {
    ...payloadAccess,
  },
});
