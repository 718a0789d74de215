import { bits, flag, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetAcpiPowerState = defineCommand({
  name: "Set ACPI Power State",
  netFn: NetFn.app,
  cmd: 0x06,
  spec: "IPMI 2.0 section 20.6",
  privilege: "administrator",
  request: {
    ...bits(1, { systemState: span(6, 0), setSystem: flag(7) }),
    ...bits(1, { deviceState: span(6, 0), setDevice: flag(7) }),
  },
  response: {},
});
