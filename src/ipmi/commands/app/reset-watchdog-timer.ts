import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ResetWatchdogTimer = defineCommand({
  name: "Reset Watchdog Timer",
  netFn: NetFn.app,
  cmd: 0x22,
  spec: "IPMI 2.0 section 27.5",
  privilege: "operator",
  request: {},
  response: {},
  completionCodes: {
    0x80: "watchdog was never set",
  },
});
