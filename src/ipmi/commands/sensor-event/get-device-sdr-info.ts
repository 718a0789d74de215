import { bitSet, bits, flag, named, optional, optionalBits, reserved, span, u8, u32 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetDeviceSdrInfo = defineCommand({
  name: "Get Device SDR Info",
  netFn: NetFn.sensorEvent,
  cmd: 0x20,
  spec: "IPMI 2.0 section 35.2",
  privilege: "user",
  request: {
    ...optionalBits(1, { count: named(span(0, 0), { sensorsOnLun: 0, records: 1 }), reserved1: reserved(7, 1) }),
  },
  response: {
    count: u8,
    ...bits(1, { lunsWithSensors: bitSet(3, 0), reserved4: reserved(6, 4), dynamic: flag(7) }),
    /** Changes with the sensor population; only where that is dynamic. */
    populationChange: optional(u32),
  },
});

export type DeviceSdrInfo = ResponseOf<typeof GetDeviceSdrInfo>;
