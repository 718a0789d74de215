import { bytes } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetDeviceGuid = defineCommand({
  name: "Get Device GUID",
  netFn: NetFn.app,
  cmd: 0x08,
  spec: "IPMI 2.0 section 20.8",
  privilege: "user",
  request: {},
  response: {
    /** As sent: least significant byte of the node first. */
    guid: bytes(16),
  },
});
