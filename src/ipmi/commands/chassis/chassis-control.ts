import { bits, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ChassisControl = defineCommand({
  name: "Chassis Control",
  netFn: NetFn.chassis,
  cmd: 0x02,
  spec: "IPMI 2.0 section 28.3",
  privilege: "operator",
  request: {
    ...bits(1, {
      action: named(span(3, 0), {
        powerDown: 0,
        powerUp: 1,
        powerCycle: 2,
        hardReset: 3,
        diagnosticInterrupt: 4,
        softShutdown: 5,
      }),
      reserved4: reserved(7, 4),
    }),
  },
  response: {},
});
