import { bits, span, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetPicmgProperties = defineCommand({
  name: "Get PICMG Properties",
  netFn: NetFn.groupExtension,
  cmd: 0x00,
  group: Group.picmg,
  spec: "PICMG 3.0 command 00h",
  privilege: "user",
  request: {},
  response: {
    ...bits(1, { extensionMajor: span(3, 0), extensionMinor: span(7, 4) }),
    /** FRU devices are numbered from 0 to this. */
    maximumFruDeviceId: u8,
    /** FRU device id of the controller itself. */
    controllerFruDeviceId: u8,
  },
});

export type PicmgProperties = ResponseOf<typeof GetPicmgProperties>;
