import { bits, flag, optional, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";
import { amcLink } from "../../picmg/amc-link.ts";

export const SetAmcPortState = defineCommand({
  name: "Set AMC Port State",
  netFn: NetFn.groupExtension,
  cmd: 0x19,
  group: Group.picmg,
  spec: "PICMG 3.0 command 19h, AMC.0 section 3.9.2",
  privilege: "operator",
  request: {
    channel: u8,
    ...amcLink,
    ...bits(1, { enabled: flag(0), reservedState1: reserved(7, 1) }),
    /** On a carrier: whose channel. */
    onCarrierDevice: optional(u8),
  },
  response: {},
});
