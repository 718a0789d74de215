import { bits, named, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSystemRestartCause = defineCommand({
  name: "Get System Restart Cause",
  netFn: NetFn.chassis,
  cmd: 0x07,
  spec: "IPMI 2.0 section 28.11",
  privilege: "user",
  request: {},
  response: {
    ...bits(1, {
      cause: named(span(3, 0), {
        unknown: 0,
        chassisControl: 1,
        resetButton: 2,
        powerButton: 3,
        watchdog: 4,
        oem: 5,
        alwaysRestore: 6,
        restorePrevious: 7,
        pefReset: 8,
        pefPowerCycle: 9,
        softReset: 10,
        realTimeClock: 11,
      }),
      reserved4: reserved(7, 4),
    }),
    channel: u8,
  },
});
