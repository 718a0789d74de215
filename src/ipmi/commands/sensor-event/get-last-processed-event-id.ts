import { u16, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetLastProcessedEventId = defineCommand({
  name: "Get Last Processed Event ID",
  netFn: NetFn.sensorEvent,
  cmd: 0x15,
  spec: "IPMI 2.0 section 30.6",
  privilege: "administrator",
  request: {},
  response: {
    /** See `selTime`. */
    lastAddition: u32,
    lastRecordId: u16,
    lastBySoftware: u16,
    lastByController: u16,
  },
  completionCodes: {
    0x81: "an erase of the SEL is in progress",
  },
});
