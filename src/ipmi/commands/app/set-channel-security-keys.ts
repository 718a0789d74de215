import { bits, named, reserved, rest, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetChannelSecurityKeys = defineCommand({
  name: "Set Channel Security Keys",
  netFn: NetFn.app,
  cmd: 0x56,
  spec: "IPMI 2.0 section 22.25",
  privilege: "administrator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, {
      operation: named(span(1, 0), { read: 0, set: 1, lock: 2 }),
      reservedOperation2: reserved(7, 2),
    }),
    keyId: named(u8, { kr: 0, kg: 1 }),
    /** 20 bytes, for `set` alone. */
    key: rest,
  },
  response: {
    ...bits(1, {
      lockStatus: named(span(1, 0), { notLockable: 0, locked: 1, unlocked: 2 }),
      reservedStatus2: reserved(7, 2),
    }),
    key: rest,
  },
  completionCodes: {
    0x80: "the key is locked",
    0x81: "too few key bytes",
    0x82: "too many key bytes",
    0x83: "the key does not meet the criteria for its kind",
    0x84: "KR is not used",
  },
});
