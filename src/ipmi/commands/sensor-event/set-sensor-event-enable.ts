import { bits, flag, named, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { eventBits } from "./event-bits.ts";

export const SetSensorEventEnable = defineCommand({
  name: "Set Sensor Event Enable",
  netFn: NetFn.sensorEvent,
  cmd: 0x28,
  spec: "IPMI 2.0 section 35.10",
  privilege: "operator",
  request: {
    sensorNumber: u8,
    ...bits(1, {
      reserved0: reserved(3, 0),
      individual: named(span(5, 4), { keep: 0, enable: 1, disable: 2 }),
      scanning: flag(6),
      events: flag(7),
    }),
    ...eventBits,
  },
  response: {},
});
