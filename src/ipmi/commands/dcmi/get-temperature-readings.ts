import { bits, countedList, flag, span, struct, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetTemperatureReadings = defineCommand({
  name: "Get Temperature Readings",
  netFn: NetFn.groupExtension,
  cmd: 0x10,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.7.3",
  privilege: "user",
  request: {
    sensorType: u8,
    entityId: u8,
    /** 0 = all instances. */
    entityInstance: u8,
    firstInstance: u8,
  },
  response: {
    totalInstances: u8,
    readings: countedList(
      struct("temperature reading", {
        /** Degrees Celsius, sign apart. */
        ...bits(1, { degrees: span(6, 0), negative: flag(7) }),
        entityInstance: u8,
      }),
    ),
  },
});
