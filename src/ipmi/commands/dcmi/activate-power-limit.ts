import { bits, named, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const ActivatePowerLimit = defineCommand({
  name: "Activate/Deactivate Power Limit",
  netFn: NetFn.groupExtension,
  cmd: 0x05,
  group: Group.dcmi,
  spec: "DCMI 1.5 section 6.6.4",
  privilege: "operator",
  request: {
    activation: named(u8, { deactivate: 0, activate: 1 }),
    ...bits(2, { reserved2: reserved(15, 0) }),
  },
  response: {},
});
