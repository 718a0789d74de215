import { u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSdrRepositoryTime = defineCommand({
  name: "Get SDR Repository Time",
  netFn: NetFn.storage,
  cmd: 0x28,
  spec: "IPMI 2.0 section 33.17",
  privilege: "user",
  request: {},
  response: {
    /** Seconds since 1970. */
    time: u32,
  },
});
