import { bits, bytes, flag, named, optional, optionalBits, span, u8, u32, unsigned } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { Group, NetFn } from "../../net-fn.ts";

export const GetShelfManagerIpAddresses = defineCommand({
  name: "Get Shelf Manager IP Addresses",
  netFn: NetFn.groupExtension,
  cmd: 0x21,
  group: Group.picmg,
  spec: "PICMG 3.0 command 21h",
  privilege: "user",
  request: {
    addressNumber: u8,
  },
  response: {
    /** When an address last changed; seconds since 1970-01-01 00:00. */
    lastChange: u32,
    addressCount: u8,
    siteType: u8,
    siteNumber: u8,
    /** Seconds. */
    maximumUnavailable: u8,
    ...bits(1, { addressType: named(span(6, 0), { ipv4: 1 }), shelfManager: flag(7) }),
    /** IPv4. */
    address: optional(bytes(4)),
    /** RMCP port; network byte order. */
    ...optionalBits(2, { port: unsigned([7, 0], [15, 8]) }),
  },
});
