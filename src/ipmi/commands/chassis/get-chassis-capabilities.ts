import { bits, flag, optional, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetChassisCapabilities = defineCommand({
  name: "Get Chassis Capabilities",
  netFn: NetFn.chassis,
  cmd: 0x00,
  spec: "IPMI 2.0 section 28.1",
  privilege: "user",
  request: {},
  response: {
    ...bits(1, {
      intrusionSensor: flag(0),
      frontPanelLockout: flag(1),
      diagnosticInterrupt: flag(2),
      powerInterlock: flag(3),
      reserved4: reserved(7, 4),
    }),
    /** 8-bit slave addresses. */
    fruInfoDevice: u8,
    sdrDevice: u8,
    selDevice: u8,
    systemManagementDevice: u8,
    bridgeDevice: optional(u8),
  },
});

export type ChassisCapabilities = ResponseOf<typeof GetChassisCapabilities>;
