import { bits, flag, named, reserved, rest, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetUserPassword = defineCommand({
  name: "Set User Password",
  netFn: NetFn.app,
  cmd: 0x47,
  spec: "IPMI 2.0 section 22.30",
  privilege: "administrator",
  request: {
    ...bits(1, { userId: span(5, 0), reservedUser6: reserved(6, 6), twentyBytes: flag(7) }),
    ...bits(1, {
      operation: named(span(1, 0), { disable: 0, enable: 1, set: 2, test: 3 }),
      reservedOperation2: reserved(7, 2),
    }),
    /** 16 or 20 bytes for `set` and `test`. */
    password: rest,
  },
  response: {},
  completionCodes: {
    0x80: "wrong password",
    0x81: "password of another size is stored",
  },
});
