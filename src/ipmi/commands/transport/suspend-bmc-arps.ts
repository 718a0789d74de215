import { bits, flag, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SuspendBmcArps = defineCommand({
  name: "Suspend BMC ARPs",
  netFn: NetFn.transport,
  cmd: 0x03,
  spec: "IPMI 2.0 section 23.3",
  privilege: "operator",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    /** What to suspend. */
    ...bits(1, { gratuitousArps: flag(0), arpResponses: flag(1), reservedArps2: reserved(7, 2) }),
  },
  response: {
    /** What the controller does now. */
    ...bits(1, { gratuitousArps: flag(0), arpResponses: flag(1), reservedArps2: reserved(7, 2) }),
  },
});
