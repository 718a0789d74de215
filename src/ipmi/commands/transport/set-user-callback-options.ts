import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { callbackOptions, callbackUser } from "./callback-parts.ts";

export const SetUserCallbackOptions = defineCommand({
  name: "Set User Callback Options",
  netFn: NetFn.transport,
  cmd: 0x1a,
  spec: "IPMI 2.0 section 25.11",
  privilege: "administrator",
  request: {
    ...callbackUser,
    ...callbackOptions,
  },
  response: {},
});
