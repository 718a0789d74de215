import { u8, u16, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const PetAcknowledge = defineCommand({
  name: "PET Acknowledge",
  netFn: NetFn.sensorEvent,
  cmd: 0x17,
  spec: "IPMI 2.0 section 30.8",
  privilege: "callback",
  request: {
    sequence: u16,
    /** Seconds since 1998-01-01 00:00, as in the trap. */
    localTimestamp: u32,
    eventSourceType: u8,
    sensorDevice: u8,
    sensorNumber: u8,
    data1: u8,
    data2: u8,
    data3: u8,
  },
  response: {},
});
