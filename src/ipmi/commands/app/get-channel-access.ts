import { bits, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { channelAccess } from "./channel-access.ts";

export const GetChannelAccess = defineCommand({
  name: "Get Channel Access",
  netFn: NetFn.app,
  cmd: 0x41,
  spec: "IPMI 2.0 section 22.23",
  privilege: "user",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { reserved0: reserved(5, 0), settings: named(span(7, 6), { nonVolatile: 1, present: 2 }) }),
  },
  response: {
    ...channelAccess,
    ...bits(1, { privilegeLimit: span(3, 0), reservedLimit4: reserved(7, 4) }),
  },
  completionCodes: {
    0x82: "not supported on this channel",
  },
});
