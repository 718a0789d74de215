import { bits, flag, reserved, u8, u16 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetFruInventoryAreaInfo = defineCommand({
  name: "Get FRU Inventory Area Info",
  netFn: NetFn.storage,
  cmd: 0x10,
  spec: "IPMI 2.0 section 34.1",
  privilege: "user",
  request: {
    fruDeviceId: u8,
  },
  response: {
    /** Bytes. */
    size: u16,
    ...bits(1, { accessByWords: flag(0), reserved1: reserved(7, 1) }),
  },
});

export type FruInventoryAreaInfo = ResponseOf<typeof GetFruInventoryAreaInfo>;
