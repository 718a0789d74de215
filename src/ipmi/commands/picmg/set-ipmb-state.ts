import { bits, flag, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const SetIpmbState = defineCommand({
  name: "Set IPMB State",
  netFn: NetFn.groupExtension,
  cmd: 0x09,
  group: Group.picmg,
  spec: "PICMG 3.0 command 09h",
  privilege: "administrator",
  request: {
    /** Whether the bus is used (else isolated), and the link: 0 = all. Enabled with link 7Fh = leave as it is. */
    ...bits(1, { busAEnabled: flag(0), busALink: span(7, 1) }),
    ...bits(1, { busBEnabled: flag(0), busBLink: span(7, 1) }),
  },
  response: {},
});
