import { bits, reserved, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetAcpiPowerState = defineCommand({
  name: "Get ACPI Power State",
  netFn: NetFn.app,
  cmd: 0x07,
  spec: "IPMI 2.0 section 20.7",
  privilege: "user",
  request: {},
  response: {
    ...bits(1, { systemState: span(6, 0), reservedSystem7: reserved(7, 7) }),
    ...bits(1, { deviceState: span(6, 0), reservedDevice7: reserved(7, 7) }),
  },
});
