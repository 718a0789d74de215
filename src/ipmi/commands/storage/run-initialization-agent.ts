import { bits, flag, reserved } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const RunInitializationAgent = defineCommand({
  name: "Run Initialization Agent",
  netFn: NetFn.storage,
  cmd: 0x2c,
  spec: "IPMI 2.0 section 33.21",
  privilege: "operator",
  request: {
    ...bits(1, { run: flag(0), reserved1: reserved(7, 1) }),
  },
  response: {
    ...bits(1, { completed: flag(0), reserved1: reserved(7, 1) }),
  },
});
