import { bits, bytes, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetUserName = defineCommand({
  name: "Set User Name",
  netFn: NetFn.app,
  cmd: 0x45,
  spec: "IPMI 2.0 section 22.28",
  privilege: "administrator",
  request: {
    ...bits(1, { userId: span(5, 0), reservedUser6: reserved(7, 6) }),
    /** Latin 1, NUL at the end. */
    name: bytes(16),
  },
  response: {},
});
