import { bitSet, bits, named, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetPowerRestorePolicy = defineCommand({
  name: "Set Power Restore Policy",
  netFn: NetFn.chassis,
  cmd: 0x06,
  spec: "IPMI 2.0 section 28.8",
  privilege: "operator",
  request: {
    ...bits(1, {
      policy: named(span(2, 0), { staysOff: 0, restores: 1, powersUp: 2, noChange: 3 }),
      reserved3: reserved(7, 3),
    }),
  },
  response: {
    ...bits(1, {
      supported: bitSet(2, 0, { staysOff: 0, restores: 1, powersUp: 2 }),
      reserved3: reserved(7, 3),
    }),
  },
});
