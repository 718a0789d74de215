import { bits, flag, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const EnableMessageChannelReceive = defineCommand({
  name: "Enable Message Channel Receive",
  netFn: NetFn.app,
  cmd: 0x32,
  spec: "IPMI 2.0 section 22.5",
  privilege: "systemInterface",
  request: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, {
      operation: named(span(1, 0), { disable: 0, enable: 1, getState: 2 }),
      reservedOperation2: reserved(7, 2),
    }),
  },
  response: {
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { enabled: flag(0), reservedState1: reserved(7, 1) }),
  },
});
