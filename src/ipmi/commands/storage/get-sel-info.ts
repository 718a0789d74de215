import { bits, flag, reserved, u8, u16, u32 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSelInfo = defineCommand({
  name: "Get SEL Info",
  netFn: NetFn.storage,
  cmd: 0x40,
  spec: "IPMI 2.0 section 31.2",
  privilege: "user",
  request: {},
  response: {
    version: u8,
    entries: u16,
    /** Bytes; FFFFh = that or more. */
    freeSpace: u16,
    /** Seconds since 1970, or since the controller started where below 20000000h. */
    lastAddition: u32,
    lastErase: u32,
    ...bits(1, {
      allocationInfo: flag(0),
      reserve: flag(1),
      partialAdd: flag(2),
      delete: flag(3),
      reserved4: reserved(6, 4),
      overflow: flag(7),
    }),
  },
  completionCodes: {
    0x81: "an erase of the SEL is in progress",
  },
});

export type SelInfo = ResponseOf<typeof GetSelInfo>;
