import { i16 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const SetSelTimeUtcOffset = defineCommand({
  name: "Set SEL Time UTC Offset",
  netFn: NetFn.storage,
  cmd: 0x5d,
  spec: "IPMI 2.0 section 31.11b",
  privilege: "operator",
  request: {
    /** Minutes; 7FFh = unspecified. */
    offset: i16,
  },
  response: {},
});
