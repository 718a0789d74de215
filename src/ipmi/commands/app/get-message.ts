import { bits, rest, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetMessage = defineCommand({
  name: "Get Message",
  netFn: NetFn.app,
  cmd: 0x33,
  spec: "IPMI 2.0 section 22.6",
  privilege: "systemInterface",
  request: {},
  response: {
    ...bits(1, { channel: span(3, 0), privilege: span(7, 4) }),
    /** The message without the address byte of its receiver. */
    message: rest,
  },
  completionCodes: {
    0x80: "the receive message queue is empty",
  },
});
