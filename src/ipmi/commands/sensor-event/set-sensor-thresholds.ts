import { bitSet, bits, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { thresholdBits } from "../../thresholds.ts";

export const SetSensorThresholds = defineCommand({
  name: "Set Sensor Thresholds",
  netFn: NetFn.sensorEvent,
  cmd: 0x26,
  spec: "IPMI 2.0 section 35.8",
  privilege: "operator",
  request: {
    sensorNumber: u8,
    ...bits(1, { set: bitSet(5, 0, thresholdBits), reserved6: reserved(7, 6) }),
    /** Raw counts; those not in `set` are ignored. */
    lowerNonCritical: u8,
    lowerCritical: u8,
    lowerNonRecoverable: u8,
    upperNonCritical: u8,
    upperCritical: u8,
    upperNonRecoverable: u8,
  },
  response: {},
});
