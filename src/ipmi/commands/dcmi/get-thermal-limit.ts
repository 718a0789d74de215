import { bits, flag, reserved, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetThermalLimit = defineCommand({
  name: "Get Thermal Limit",
  netFn: NetFn.groupExtension,
  cmd: 0x0c,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.7.1",
  privilege: "user",
  request: {
    entityId: u8,
    entityInstance: u8,
  },
  response: {
    ...bits(1, { reserved0: reserved(4, 0), log: flag(5), powerOff: flag(6), reserved7: reserved(7, 7) }),
    /** In the unit of the sensor's record. */
    limit: u8,
    /** Seconds. */
    exceptionTime: u16,
  },
});
