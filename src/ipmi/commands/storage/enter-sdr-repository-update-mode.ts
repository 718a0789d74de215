import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const EnterSdrRepositoryUpdateMode = defineCommand({
  name: "Enter SDR Repository Update Mode",
  netFn: NetFn.storage,
  cmd: 0x2a,
  spec: "IPMI 2.0 section 33.19",
  privilege: "operator",
  request: {},
  response: {},
});
