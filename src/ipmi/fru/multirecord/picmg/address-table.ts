import { bytes, countedList, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Address Table, PICMG record 10h: PICMG 3.0 section 3.2.3 (shelf FRU). */
export const addressTable = struct("Address Table", {
  kind: tag("picmg-address-table"),
  recordVersion: u8,
  /** FRU type/length byte of the shelf address. */
  shelfAddressTypeLength: u8,
  shelfAddress: bytes(20),
  entries: countedList(
    struct("address table entry", {
      /** 7-bit hardware address. */
      hardwareAddress: u8,
      siteNumber: u8,
      siteType: u8,
    }),
  ),
});
export type AddressTable = ValueOfType<typeof addressTable>;
