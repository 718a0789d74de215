import { bits, flag, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

const settings = named(span(7, 6), { keep: 0, nonVolatile: 1, present: 2 });

export const SetChannelAccess = defineCommand({
  name: "Set Channel Access",
  netFn: NetFn.app,
  cmd: 0x40,
  spec: "IPMI 2.0 section 22.22",
  privilege: "administrator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, {
      accessMode: named(span(2, 0), { disabled: 0, preBootOnly: 1, alwaysAvailable: 2, shared: 3 }),
      userLevelAuthenticationOff: flag(3),
      perMessageAuthenticationOff: flag(4),
      pefAlertingOff: flag(5),
      accessSettings: settings,
    }),
    ...bits(1, { privilegeLimit: span(3, 0), reservedLimit4: reserved(5, 4), limitSettings: settings }),
  },
  response: {},
  completionCodes: {
    0x82: "not supported on this channel",
    0x83: "access mode not supported",
  },
});
