import { bits, flag, list, named, reserved, span, struct } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";
import { linkDescriptor } from "../../picmg/link.ts";

export const GetPortState = defineCommand({
  name: "Get Port State",
  netFn: NetFn.groupExtension,
  cmd: 0x0f,
  group: Group.picmg,
  spec: "PICMG 3.0 command 0Fh",
  privilege: "user",
  request: {
    ...bits(1, { channel: span(5, 0), interface: named(span(7, 6), { base: 0, fabric: 1, update: 2 }) }),
  },
  response: {
    /** Up to four links; none = the channel has no link. */
    links: list(
      "rest",
      struct("port link", {
        link: linkDescriptor,
        ...bits(1, { enabled: flag(0), reserved1: reserved(7, 1) }),
      }),
    ),
  },
});
