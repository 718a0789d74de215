import { bits, flag, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { eventBits } from "./event-bits.ts";

export const RearmSensorEvents = defineCommand({
  name: "Re-arm Sensor Events",
  netFn: NetFn.sensorEvent,
  cmd: 0x2a,
  spec: "IPMI 2.0 section 35.12",
  privilege: "operator",
  request: {
    sensorNumber: u8,
    ...bits(1, { reserved0: reserved(6, 0), selectedOnly: flag(7) }),
    ...eventBits,
  },
  response: {},
});
