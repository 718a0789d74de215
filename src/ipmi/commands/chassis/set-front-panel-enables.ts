import { bitSet, bits, reserved } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetFrontPanelEnables = defineCommand({
  name: "Set Front Panel Enables",
  netFn: NetFn.chassis,
  cmd: 0x0a,
  spec: "IPMI 2.0 section 28.6",
  privilege: "administrator",
  request: {
    ...bits(1, {
      disabledButtons: bitSet(3, 0, { powerOff: 0, reset: 1, diagnosticInterrupt: 2, standby: 3 }),
      reserved4: reserved(7, 4),
    }),
  },
  response: {},
});
