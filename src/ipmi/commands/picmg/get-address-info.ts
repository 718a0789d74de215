import { named, optional, u8 } from "../../../wire/declare.ts";
import { defineCommand, type ResponseOf } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

/** Without a key: the addressed controller and FRU itself. */
export const GetAddressInfo = defineCommand({
  name: "Get Address Info",
  netFn: NetFn.groupExtension,
  cmd: 0x01,
  group: Group.picmg,
  spec: "PICMG 3.0 command 01h",
  privilege: "user",
  request: {
    fruDeviceId: optional(u8),
    keyType: optional(named(u8, { hardwareAddress: 0, ipmbAddress: 1, siteNumber: 3 })),
    key: optional(u8),
    siteType: optional(u8),
  },
  response: {
    /** 7-bit hardware address. */
    hardwareAddress: u8,
    /** 8-bit slave address on IPMB-0; FFh = none. */
    ipmbAddress: u8,
    reserved3: u8,
    fruDeviceId: u8,
    siteNumber: u8,
    siteType: u8,
  },
});

export type AddressInfo = ResponseOf<typeof GetAddressInfo>;
