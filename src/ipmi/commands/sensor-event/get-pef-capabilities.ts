import { bitSet, bits, flag, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetPefCapabilities = defineCommand({
  name: "Get PEF Capabilities",
  netFn: NetFn.sensorEvent,
  cmd: 0x10,
  spec: "IPMI 2.0 section 30.1",
  privilege: "user",
  request: {},
  response: {
    /** BCD, minor digit in the high nibble: 51h = 1.5. */
    version: u8,
    ...bits(1, {
      actions: bitSet(5, 0, { alert: 0, powerDown: 1, reset: 2, powerCycle: 3, oem: 4, diagnosticInterrupt: 5 }),
      reservedActions6: reserved(6, 6),
      oemFiltering: flag(7),
    }),
    filters: u8,
  },
});

export type PefCapabilities = ResponseOf<typeof GetPefCapabilities>;
