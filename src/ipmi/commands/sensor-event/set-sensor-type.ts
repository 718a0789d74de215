import { bits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetSensorType = defineCommand({
  name: "Set Sensor Type",
  netFn: NetFn.sensorEvent,
  cmd: 0x2e,
  spec: "IPMI 2.0 section 35.15",
  privilege: "operator",
  request: {
    sensorNumber: u8,
    sensorType: u8,
    ...bits(1, { eventReadingType: span(6, 0), reservedType7: reserved(7, 7) }),
  },
  response: {},
});
