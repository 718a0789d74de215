import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { callbackOptions, callbackUser } from "./callback-parts.ts";

export const GetUserCallbackOptions = defineCommand({
  name: "Get User Callback Options",
  netFn: NetFn.transport,
  cmd: 0x1b,
  spec: "IPMI 2.0 section 25.12",
  privilege: "user",
  request: {
    ...callbackUser,
  },
  response: {
    ...callbackOptions,
  },
});
