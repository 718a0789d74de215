import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { globalEnables } from "./global-enables.ts";

export const GetBmcGlobalEnables = defineCommand({
  name: "Get BMC Global Enables",
  netFn: NetFn.app,
  cmd: 0x2f,
  spec: "IPMI 2.0 section 22.2",
  privilege: "user",
  request: {},
  response: {
    ...globalEnables,
  },
});

export type GlobalEnables = ResponseOf<typeof GetBmcGlobalEnables>;
