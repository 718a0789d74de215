import { bits, flag, list, named, reserved, span, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetPowerLevel = defineCommand({
  name: "Get Power Level",
  netFn: NetFn.groupExtension,
  cmd: 0x12,
  group: Group.picmg,
  spec: "PICMG 3.0 command 12h",
  privilege: "user",
  request: {
    fruDeviceId: u8,
    powerType: named(u8, { steadyState: 0, desiredSteadyState: 1, early: 2, desiredEarly: 3 }),
  },
  response: {
    ...bits(1, { level: span(4, 0), reserved5: reserved(6, 5), dynamic: flag(7) }),
    /** Tenths of a second until power is stable. */
    delayToStable: u8,
    /** Tenths of a watt. */
    multiplier: u8,
    /** Draw of level 1, 2, ...: watts are this times `multiplier` / 10. */
    draw: list("rest", u8),
  },
});

export type PowerLevel = ResponseOf<typeof GetPowerLevel>;
