import { u8 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetBtInterfaceCapabilities = defineCommand({
  name: "Get BT Interface Capabilities",
  netFn: NetFn.app,
  cmd: 0x36,
  spec: "IPMI 2.0 section 22.10",
  privilege: "user",
  request: {},
  response: {
    /** Requests that may be outstanding at once. */
    outstandingRequests: u8,
    /** Bytes a request may have, its length byte not counted. */
    inputSize: u8,
    outputSize: u8,
    /** Seconds. */
    responseTime: u8,
    recommendedRetries: u8,
  },
});
