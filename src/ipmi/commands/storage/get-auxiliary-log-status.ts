import { rest, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { auxiliaryLogType } from "./auxiliary-log-parts.ts";

export const GetAuxiliaryLogStatus = defineCommand({
  name: "Get Auxiliary Log Status",
  netFn: NetFn.storage,
  cmd: 0x5a,
  spec: "IPMI 2.0 section 31.12",
  privilege: "user",
  request: {
    ...auxiliaryLogType,
  },
  response: {
    /** Last addition; see `selTime`. */
    timestamp: u32,
    /** Number of entries (4 bytes) of the machine check log; IANA number and status bytes of an OEM log. */
    status: rest,
  },
});
