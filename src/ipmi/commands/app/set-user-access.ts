import { bits, flag, optionalBits, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetUserAccess = defineCommand({
  name: "Set User Access",
  netFn: NetFn.app,
  cmd: 0x43,
  spec: "IPMI 2.0 section 22.26",
  privilege: "administrator",
  request: {
    ...bits(1, {
      channel: span(3, 0),
      ipmiMessaging: flag(4),
      linkAuthentication: flag(5),
      callbackOnly: flag(6),
      changeFlags: flag(7),
    }),
    ...bits(1, { userId: span(5, 0), reservedUser6: reserved(7, 6) }),
    ...bits(1, { privilegeLimit: span(3, 0), reservedLimit4: reserved(7, 4) }),
    /** Sessions at once; 0 = as many as the controller has. */
    ...optionalBits(1, { sessionLimit: span(3, 0), reservedSessions4: reserved(7, 4) }),
  },
  response: {},
});
