import { bits, flag, reserved, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand, type RequestOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { watchdogAction, watchdogUse, watchdogUses } from "./watchdog-parts.ts";

export const SetWatchdogTimer = defineCommand({
  name: "Set Watchdog Timer",
  netFn: NetFn.app,
  cmd: 0x24,
  spec: "IPMI 2.0 section 27.6",
  privilege: "operator",
  request: {
    ...bits(1, { use: watchdogUse, reservedUse3: reserved(5, 3), keepRunning: flag(6), dontLog: flag(7) }),
    ...watchdogAction,
    /** Seconds before the timeout. */
    preTimeoutInterval: u8,
    /** Expiration flags to clear. */
    ...bits(1, { clearExpired: watchdogUses }),
    /** Tenths of a second. */
    initialCountdown: u16,
  },
  response: {},
});

export type WatchdogSettings = RequestOf<typeof SetWatchdogTimer>;
