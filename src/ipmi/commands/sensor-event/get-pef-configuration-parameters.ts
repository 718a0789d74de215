import { bits, flag, rest, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetPefConfigurationParameters = defineCommand({
  name: "Get PEF Configuration Parameters",
  netFn: NetFn.sensorEvent,
  cmd: 0x13,
  spec: "IPMI 2.0 section 30.4",
  privilege: "operator",
  request: {
    ...bits(1, { parameter: span(6, 0), revisionOnly: flag(7) }),
    set: u8,
    block: u8,
  },
  response: {
    revision: u8,
    data: rest,
  },
  completionCodes: {
    0x80: "parameter not supported",
  },
});
