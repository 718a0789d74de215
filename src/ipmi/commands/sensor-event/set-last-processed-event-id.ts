import { bits, named, reserved, span, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetLastProcessedEventId = defineCommand({
  name: "Set Last Processed Event ID",
  netFn: NetFn.sensorEvent,
  cmd: 0x14,
  spec: "IPMI 2.0 section 30.5",
  privilege: "administrator",
  request: {
    ...bits(1, { processedBy: named(span(0, 0), { software: 0, controller: 1 }), reserved1: reserved(7, 1) }),
    recordId: u16,
  },
  response: {},
  completionCodes: {
    0x81: "an erase of the SEL is in progress",
  },
});
