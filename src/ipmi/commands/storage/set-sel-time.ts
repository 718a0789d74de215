import { u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetSelTime = defineCommand({
  name: "Set SEL Time",
  netFn: NetFn.storage,
  cmd: 0x49,
  spec: "IPMI 2.0 section 31.11",
  privilege: "operator",
  request: {
    /** Seconds since 1970. */
    time: u32,
  },
  response: {},
});
