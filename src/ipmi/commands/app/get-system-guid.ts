import { bytes } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSystemGuid = defineCommand({
  name: "Get System GUID",
  netFn: NetFn.app,
  cmd: 0x37,
  spec: "IPMI 2.0 section 22.14",
  privilege: "callback",
  request: {},
  response: {
    /** As sent: least significant byte of the node first. */
    guid: bytes(16),
  },
});
