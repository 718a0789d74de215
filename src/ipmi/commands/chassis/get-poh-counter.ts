import { u8, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetPohCounter = defineCommand({
  name: "Get POH Counter",
  netFn: NetFn.chassis,
  cmd: 0x0f,
  spec: "IPMI 2.0 section 28.14",
  privilege: "user",
  request: {},
  response: {
    minutesPerCount: u8,
    count: u32,
  },
});
