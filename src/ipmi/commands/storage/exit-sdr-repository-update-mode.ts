import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ExitSdrRepositoryUpdateMode = defineCommand({
  name: "Exit SDR Repository Update Mode",
  netFn: NetFn.storage,
  cmd: 0x2b,
  spec: "IPMI 2.0 section 33.20",
  privilege: "operator",
  request: {},
  response: {},
});
