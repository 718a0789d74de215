import { bits, flag, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetUserAccess = defineCommand({
  name: "Get User Access",
  netFn: NetFn.app,
  cmd: 0x44,
  spec: "IPMI 2.0 section 22.27",
  privilege: "operator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { userId: span(5, 0), reservedUser6: reserved(7, 6) }),
  },
  response: {
    ...bits(1, { maximumUsers: span(5, 0), reservedMaximum6: reserved(7, 6) }),
    ...bits(1, {
      enabledUsers: span(5, 0),
      status: named(span(7, 6), { unspecified: 0, enabled: 1, disabled: 2 }),
    }),
    ...bits(1, { fixedNames: span(5, 0), reservedFixed6: reserved(7, 6) }),
    ...bits(1, {
      privilegeLimit: span(3, 0),
      ipmiMessaging: flag(4),
      linkAuthentication: flag(5),
      callbackOnly: flag(6),
      reservedAccess7: reserved(7, 7),
    }),
  },
});
