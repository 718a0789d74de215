import { u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetSensorHysteresis = defineCommand({
  name: "Set Sensor Hysteresis",
  netFn: NetFn.sensorEvent,
  cmd: 0x24,
  spec: "IPMI 2.0 section 35.6",
  privilege: "operator",
  request: {
    sensorNumber: u8,
    /** FFh. */
    mask: u8,
    /** Raw counts. */
    positive: u8,
    negative: u8,
  },
  response: {},
});
