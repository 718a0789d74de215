import { bits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetEventReceiver = defineCommand({
  name: "Get Event Receiver",
  netFn: NetFn.sensorEvent,
  cmd: 0x01,
  spec: "IPMI 2.0 section 29.2",
  privilege: "user",
  request: {},
  response: {
    /** 8-bit slave address; FFh = event generation is off. */
    address: u8,
    ...bits(1, { lun: span(1, 0), reservedLun2: reserved(7, 2) }),
  },
});
