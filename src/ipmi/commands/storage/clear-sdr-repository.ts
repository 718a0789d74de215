import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { clearRequest, clearResponse } from "./clear-parts.ts";

export const ClearSdrRepository = defineCommand({
  name: "Clear SDR Repository",
  netFn: NetFn.storage,
  cmd: 0x27,
  spec: "IPMI 2.0 section 33.16",
  privilege: "operator",
  request: {
    ...clearRequest,
  },
  response: {
    ...clearResponse,
  },
});
