import { bits, flag, optional, reserved, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { watchdogAction, watchdogUse, watchdogUses } from "./watchdog-parts.ts";

export const GetWatchdogTimer = defineCommand({
  name: "Get Watchdog Timer",
  netFn: NetFn.app,
  cmd: 0x25,
  spec: "IPMI 2.0 section 27.7",
  privilege: "user",
  request: {},
  response: {
    ...bits(1, { use: watchdogUse, reservedUse3: reserved(5, 3), running: flag(6), dontLog: flag(7) }),
    ...watchdogAction,
    /** Seconds before the timeout. */
    preTimeoutInterval: u8,
    ...bits(1, { expired: watchdogUses }),
    /** Tenths of a second. */
    initialCountdown: u16,
    /** Tenths of a second; some controllers leave it out. */
    presentCountdown: optional(u16),
  },
});

export type WatchdogState = ResponseOf<typeof GetWatchdogTimer>;
