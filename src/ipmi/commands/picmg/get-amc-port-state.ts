import { bits, flag, list, optional, reserved, struct, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";
import { amcLink } from "../../picmg/amc-link.ts";

export const GetAmcPortState = defineCommand({
  name: "Get AMC Port State",
  netFn: NetFn.groupExtension,
  cmd: 0x1a,
  group: Group.picmg,
  spec: "PICMG 3.0 command 1Ah, AMC.0 section 3.9.2",
  privilege: "user",
  request: {
    channel: u8,
    /** On a carrier: whose channel. */
    onCarrierDevice: optional(u8),
  },
  response: {
    links: list(
      "rest",
      struct("AMC port link", { ...amcLink, ...bits(1, { enabled: flag(0), reservedState1: reserved(7, 1) }) }),
    ),
  },
});
