import { bits, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetEventReceiver = defineCommand({
  name: "Set Event Receiver",
  netFn: NetFn.sensorEvent,
  cmd: 0x00,
  spec: "IPMI 2.0 section 29.1",
  privilege: "administrator",
  request: {
    /** 8-bit slave address; FFh turns event generation off. */
    address: u8,
    ...bits(1, { lun: span(1, 0), reservedLun2: reserved(7, 2) }),
  },
  response: {},
});
