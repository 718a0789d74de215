import { named, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSelfTestResults = defineCommand({
  name: "Get Self Test Results",
  netFn: NetFn.app,
  cmd: 0x04,
  spec: "IPMI 2.0 section 20.4",
  privilege: "user",
  request: {},
  response: {
    result: named(u8, { passed: 0x55, notImplemented: 0x56, corrupted: 0x57, fatal: 0x58 }),
    /** For `corrupted`: which device, by bit; for `fatal`: device-specific. */
    detail: u8,
  },
});

export type SelfTestResults = ResponseOf<typeof GetSelfTestResults>;
