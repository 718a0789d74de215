import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { globalEnables } from "./global-enables.ts";

export const SetBmcGlobalEnables = defineCommand({
  name: "Set BMC Global Enables",
  netFn: NetFn.app,
  cmd: 0x2e,
  spec: "IPMI 2.0 section 22.1",
  privilege: "systemInterface",
  request: {
    ...globalEnables,
  },
  response: {},
});
