import { countedList, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetDcmiSensorInfo = defineCommand({
  name: "Get DCMI Sensor Info",
  netFn: NetFn.groupExtension,
  cmd: 0x07,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.5.2",
  privilege: "operator",
  request: {
    sensorType: u8,
    entityId: u8,
    /** 0 = all instances. */
    entityInstance: u8,
    firstInstance: u8,
  },
  response: {
    totalInstances: u8,
    recordIds: countedList(u16),
  },
});
