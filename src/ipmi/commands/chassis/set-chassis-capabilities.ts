import { bits, flag, optional, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetChassisCapabilities = defineCommand({
  name: "Set Chassis Capabilities",
  netFn: NetFn.chassis,
  cmd: 0x05,
  spec: "IPMI 2.0 section 28.7",
  privilege: "administrator",
  request: {
    ...bits(1, { intrusionSensor: flag(0), frontPanelLockout: flag(1), reserved2: reserved(7, 2) }),
    /** 8-bit slave addresses. */
    fruInfoDevice: u8,
    sdrDevice: u8,
    selDevice: u8,
    systemManagementDevice: u8,
    bridgeDevice: optional(u8),
  },
  response: {},
});
