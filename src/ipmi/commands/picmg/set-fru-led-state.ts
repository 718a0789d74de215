import { bits, reserved, u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";
import { requestedLedColor } from "./led-parts.ts";

export const SetFruLedState = defineCommand({
  name: "Set FRU LED State",
  netFn: NetFn.groupExtension,
  cmd: 0x07,
  group: Group.picmg,
  spec: "PICMG 3.0 command 07h",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    ledId: u8,
    /** 00h off, FFh on, FBh lamp test, FCh back to local control, else the off-time in 10 ms. */
    function: u8,
    /** On-time in 10 ms, of a lamp test in 100 ms. */
    onDuration: u8,
    ...bits(1, { color: requestedLedColor, reservedColor4: reserved(7, 4) }),
  },
  response: {},
});
