import { bits, flag, reserved, rest, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSystemBootOptions = defineCommand({
  name: "Get System Boot Options",
  netFn: NetFn.chassis,
  cmd: 0x09,
  spec: "IPMI 2.0 section 28.13",
  privilege: "operator",
  request: {
    ...bits(1, { parameter: span(6, 0), reserved7: reserved(7, 7) }),
    set: u8,
    block: u8,
  },
  response: {
    ...bits(1, { version: span(3, 0), reservedVersion4: reserved(7, 4) }),
    ...bits(1, { parameter: span(6, 0), invalid: flag(7) }),
    data: rest,
  },
  completionCodes: {
    0x80: "parameter not supported",
  },
});
