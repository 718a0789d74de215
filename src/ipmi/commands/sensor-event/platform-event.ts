import { bits, flag, optional, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

/** The form for the system interface; on IPMB the generator id is in the message header instead. */
export const PlatformEvent = defineCommand({
  name: "Platform Event",
  netFn: NetFn.sensorEvent,
  cmd: 0x02,
  spec: "IPMI 2.0 section 29.3",
  privilege: "operator",
  request: {
    /** Software id, odd. */
    generatorId: u8,
    /** 04h for IPMI 1.5 and 2.0. */
    formatVersion: u8,
    sensorType: u8,
    sensorNumber: u8,
    ...bits(1, { eventReadingType: span(6, 0), deassertion: flag(7) }),
    data1: u8,
    data2: optional(u8),
    data3: optional(u8),
  },
  response: {},
});
