import { bits, flag, optional, optionalBits, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";
import { ledColor } from "./led-parts.ts";

export const GetFruLedState = defineCommand({
  name: "Get FRU LED State",
  netFn: NetFn.groupExtension,
  cmd: 0x08,
  group: Group.picmg,
  spec: "PICMG 3.0 command 08h",
  privilege: "user",
  request: {
    fruDeviceId: u8,
    ledId: u8,
  },
  response: {
    ...bits(1, { localControl: flag(0), override: flag(1), lampTest: flag(2), reserved3: reserved(7, 3) }),
    /** 00h off, FFh on, else the off-time in 10 ms. */
    localFunction: u8,
    localOnDuration: u8,
    ...bits(1, { localColor: ledColor, reservedLocal4: reserved(7, 4) }),
    overrideFunction: optional(u8),
    overrideOnDuration: optional(u8),
    ...optionalBits(1, { overrideColor: ledColor, reservedOverride4: reserved(7, 4) }),
    /** In 100 ms. */
    lampTestDuration: optional(u8),
  },
});

export type FruLedState = ResponseOf<typeof GetFruLedState>;
