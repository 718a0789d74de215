import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { clearRequest, clearResponse } from "./clear-parts.ts";

export const ClearSel = defineCommand({
  name: "Clear SEL",
  netFn: NetFn.storage,
  cmd: 0x47,
  spec: "IPMI 2.0 section 31.9",
  privilege: "operator",
  request: {
    ...clearRequest,
  },
  response: {
    ...clearResponse,
  },
});
