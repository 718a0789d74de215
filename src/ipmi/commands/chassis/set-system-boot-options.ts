import { bits, flag, rest, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetSystemBootOptions = defineCommand({
  name: "Set System Boot Options",
  netFn: NetFn.chassis,
  cmd: 0x08,
  spec: "IPMI 2.0 section 28.12",
  privilege: "operator",
  request: {
    ...bits(1, { parameter: span(6, 0), markInvalid: flag(7) }),
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
