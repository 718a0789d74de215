import { bits, reserved, rest, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetPefConfigurationParameters = defineCommand({
  name: "Set PEF Configuration Parameters",
  netFn: NetFn.sensorEvent,
  cmd: 0x12,
  spec: "IPMI 2.0 section 30.3",
  privilege: "administrator",
  request: {
    ...bits(1, { parameter: span(6, 0), reservedParameter7: reserved(7, 7) }),
    data: rest,
  },
  response: {},
  completionCodes: {
    0x80: "parameter not supported",
    0x81: "another set is in progress",
    0x82: "read-only parameter",
    0x83: "write-only parameter",
  },
});
