import { rest, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";
import { auxiliaryLogType } from "./auxiliary-log-parts.ts";

export const SetAuxiliaryLogStatus = defineCommand({
  name: "Set Auxiliary Log Status",
  netFn: NetFn.storage,
  cmd: 0x5b,
  spec: "IPMI 2.0 section 31.13",
  privilege: "operator",
  request: {
    ...auxiliaryLogType,
    /** Last addition; see `selTime`. */
    timestamp: u32,
    /** Number of entries (4 bytes) of the machine check log; IANA number and status bytes of an OEM log. */
    status: rest,
  },
  response: {},
});
