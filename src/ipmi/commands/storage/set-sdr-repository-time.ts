import { u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetSdrRepositoryTime = defineCommand({
  name: "Set SDR Repository Time",
  netFn: NetFn.storage,
  cmd: 0x29,
  spec: "IPMI 2.0 section 33.18",
  privilege: "operator",
  request: {
    /** Seconds since 1970. */
    time: u32,
  },
  response: {},
});
