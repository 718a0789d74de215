import { i16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSelTimeUtcOffset = defineCommand({
  name: "Get SEL Time UTC Offset",
  netFn: NetFn.storage,
  cmd: 0x5c,
  spec: "IPMI 2.0 section 31.11a",
  privilege: "user",
  request: {},
  response: {
    /** Minutes; 7FFh = unspecified. */
    offset: i16,
  },
});
