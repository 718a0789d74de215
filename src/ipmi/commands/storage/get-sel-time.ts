import { u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSelTime = defineCommand({
  name: "Get SEL Time",
  netFn: NetFn.storage,
  cmd: 0x48,
  spec: "IPMI 2.0 section 31.10",
  privilege: "user",
  request: {},
  response: {
    /** Seconds since 1970. */
    time: u32,
  },
});
