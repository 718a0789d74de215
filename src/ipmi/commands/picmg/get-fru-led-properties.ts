import { bitSet, bits, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetFruLedProperties = defineCommand({
  name: "Get FRU LED Properties",
  netFn: NetFn.groupExtension,
  cmd: 0x05,
  group: Group.picmg,
  spec: "PICMG 3.0 command 05h",
  privilege: "user",
  request: {
    fruDeviceId: u8,
  },
  response: {
    ...bits(1, { statusLeds: bitSet(3, 0, { blue: 0, led1: 1, led2: 2, led3: 3 }), reserved4: reserved(7, 4) }),
    /** LEDs beyond the four status LEDs, numbered from 4. */
    applicationLeds: u8,
  },
});

export type FruLedProperties = ResponseOf<typeof GetFruLedProperties>;
