import { bits, named, optional, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { eventBits } from "./event-bits.ts";

/** What to do with the bits given. */
const statusOperation = (high: number, low: number) => named(span(high, low), { keep: 0, write: 1, set: 2, clear: 3 });

export const SetSensorReadingAndEventStatus = defineCommand({
  name: "Set Sensor Reading And Event Status",
  netFn: NetFn.sensorEvent,
  cmd: 0x30,
  spec: "IPMI 2.0 section 35.17",
  privilege: "operator",
  request: {
    sensorNumber: u8,
    ...bits(1, {
      reading: named(span(1, 0), { keep: 0, write: 1 }),
      deassertionBits: statusOperation(3, 2),
      assertionBits: statusOperation(5, 4),
      eventData: named(span(7, 6), { ownByController: 0, writeWithOffset: 1, writeWithoutOffset: 2 }),
    }),
    /** Raw count. */
    readingValue: optional(u8),
    ...eventBits,
    data1: optional(u8),
    data2: optional(u8),
    data3: optional(u8),
  },
  response: {},
  completionCodes: {
    0x80: "reading or status bits cannot be set",
    0x81: "event data cannot be set",
  },
});
