import { bits, bytes, list, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetTapResponseCodes = defineCommand({
  name: "Get TAP Response Codes",
  netFn: NetFn.transport,
  cmd: 0x13,
  spec: "IPMI 2.0 section 25.4",
  privilege: "administrator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
  },
  response: {
    /** The last five codes, newest first, three ASCII characters each. */
    codes: list(5, bytes(3)),
  },
});
