import { named, u8, u16, u32 } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const FruInventoryDeviceLockControl = defineCommand({
  name: "FRU Inventory Device Lock Control",
  netFn: NetFn.groupExtension,
  cmd: 0x1f,
  group: Group.picmg,
  spec: "PICMG 3.0 command 1Fh",
  privilege: "operator",
  request: {
    fruDeviceId: u8,
    operation: named(u8, { getTimestamp: 0, lock: 1, unlockAndDiscard: 2, unlockAndCommit: 3 }),
    lockId: u16,
  },
  response: {
    lockId: u16,
    /** Seconds since 1970-01-01 00:00. */
    lastCommit: u32,
  },
  completionCodes: {
    0x80: "invalid FRU information",
    0x81: "lock failed",
  },
});
