import { bits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** Sent by the controller to the one at the other end of a serial channel. */
export const SolActivating = defineCommand({
  name: "SOL Activating",
  netFn: NetFn.transport,
  cmd: 0x20,
  spec: "IPMI 2.0 section 26.1",
  privilege: "systemInterface",
  request: {
    ...bits(1, { sessionState: span(3, 0), reservedState4: reserved(7, 4) }),
    payloadInstance: u8,
    /** Version of the SOL payload's format. */
    formatMajor: u8,
    formatMinor: u8,
  },
  response: {},
});
