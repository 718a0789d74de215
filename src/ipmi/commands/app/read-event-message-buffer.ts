import { bytes } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const ReadEventMessageBuffer = defineCommand({
  name: "Read Event Message Buffer",
  netFn: NetFn.app,
  cmd: 0x35,
  spec: "IPMI 2.0 section 22.8",
  privilege: "systemInterface",
  request: {},
  response: {
    /** In the format of a SEL record (see sel/). */
    record: bytes(16),
  },
  completionCodes: {
    0x80: "the event message buffer is empty",
  },
});
