import { u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ArmPefPostponeTimer = defineCommand({
  name: "Arm PEF Postpone Timer",
  netFn: NetFn.sensorEvent,
  cmd: 0x11,
  spec: "IPMI 2.0 section 30.2",
  privilege: "administrator",
  request: {
    /** Seconds, 1 to FDh; 0 = disable, FEh = disable PEF until further notice, FFh = get the present value. */
    timeout: u8,
  },
  response: {
    timeout: u8,
  },
});
