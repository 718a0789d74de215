import { bits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SerialModemConnectionActive = defineCommand({
  name: "Serial/Modem Connection Active",
  netFn: NetFn.transport,
  cmd: 0x18,
  spec: "IPMI 2.0 section 25.9",
  privilege: "callback",
  request: {
    ...bits(1, { sessionState: span(3, 0), reservedState4: reserved(7, 4) }),
    /** BCD, minor digit in the high nibble. */
    ipmiVersion: u8,
  },
  response: {},
});
