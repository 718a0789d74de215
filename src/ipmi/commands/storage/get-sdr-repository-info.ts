import { bits, flag, named, reserved, span, u8, u16, u32 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetSdrRepositoryInfo = defineCommand({
  name: "Get SDR Repository Info",
  netFn: NetFn.storage,
  cmd: 0x20,
  spec: "IPMI 2.0 section 33.9",
  privilege: "user",
  request: {},
  response: {
    version: u8,
    recordCount: u16,
    /** Bytes; FFFEh = that or more. */
    freeSpace: u16,
    /** Seconds since 1970, or since the controller started where below 20000000h. */
    lastAddition: u32,
    lastErase: u32,
    ...bits(1, {
      allocationInfo: flag(0),
      reserve: flag(1),
      partialAdd: flag(2),
      delete: flag(3),
      reserved4: reserved(4, 4),
      update: named(span(6, 5), { unspecified: 0, nonModal: 1, modal: 2, both: 3 }),
      overflow: flag(7),
    }),
  },
});

export type SdrRepositoryInfo = ResponseOf<typeof GetSdrRepositoryInfo>;
