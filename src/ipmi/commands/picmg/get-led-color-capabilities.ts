import { bitSet, bits, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";
import { ledColor, ledColors } from "./led-parts.ts";

export const GetLedColorCapabilities = defineCommand({
  name: "Get LED Color Capabilities",
  netFn: NetFn.groupExtension,
  cmd: 0x06,
  group: Group.picmg,
  spec: "PICMG 3.0 command 06h",
  privilege: "user",
  request: {
    fruDeviceId: u8,
    ledId: u8,
  },
  response: {
    ...bits(1, { colors: bitSet(7, 0, ledColors) }),
    ...bits(1, { localColor: ledColor, reservedLocal4: reserved(7, 4) }),
    ...bits(1, { overrideColor: ledColor, reservedOverride4: reserved(7, 4) }),
  },
});

export type LedColorCapabilities = ResponseOf<typeof GetLedColorCapabilities>;
