import { bits, reserved, rest, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { channel } from "./firmware-firewall-parts.ts";

export const GetOemNetfnIanaSupport = defineCommand({
  name: "Get OEM NetFn IANA Support",
  netFn: NetFn.app,
  cmd: 0x64,
  spec: "IPMI 2.0 section 21.11",
  privilege: "user",
  request: {
    ...channel,
    ...bits(1, { netFn: span(5, 0), reservedNetFn6: reserved(7, 6) }),
    ...bits(1, { listIndex: span(5, 0), reservedIndex6: reserved(7, 6) }),
  },
  response: {
    ...bits(1, { lastIana: span(6, 0), reservedLast7: reserved(7, 7) }),
    ...bits(1, { lun0: span(1, 0), lun1: span(3, 2), lun2: span(5, 4), lun3: span(7, 6) }),
    /** IANA number, or body code. */
    body: rest,
  },
});
