import { bits, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const Callback = defineCommand({
  name: "Callback",
  netFn: NetFn.transport,
  cmd: 0x19,
  spec: "IPMI 2.0 section 25.10",
  privilege: "callback",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { destination: span(3, 0), reservedDestination4: reserved(7, 4) }),
  },
  response: {},
  completionCodes: {
    0x81: "a callback is in progress",
    0x82: "the channel has an active session",
  },
});
