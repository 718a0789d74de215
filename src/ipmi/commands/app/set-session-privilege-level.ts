import { bits, reserved } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { privilegeLevel } from "./session-parts.ts";

export const SetSessionPrivilegeLevel = defineCommand({
  name: "Set Session Privilege Level",
  netFn: NetFn.app,
  cmd: 0x3b,
  spec: "IPMI 2.0 section 22.18",
  privilege: "user",
  request: {
    /** 0 = only return the present level. */
    ...bits(1, { privilege: privilegeLevel, reservedPrivilege4: reserved(7, 4) }),
  },
  response: {
    ...bits(1, { privilege: privilegeLevel, reservedPrivilege4: reserved(7, 4) }),
  },
  completionCodes: {
    0x80: "the level is not available for this user",
    0x81: "the level exceeds the limit of the user or channel",
    0x82: "user level authentication cannot be disabled",
  },
});
