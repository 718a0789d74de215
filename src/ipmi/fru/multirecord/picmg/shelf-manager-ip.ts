import { bytes, optional, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Shelf Manager IP Connection, PICMG record 13h: PICMG 3.0 section 3.1.3. Version 0 holds the address alone. */
export const shelfManagerIp = struct("Shelf Manager IP Connection", {
  kind: tag("picmg-shelf-manager-ip"),
  recordVersion: u8,
  address: bytes(4),
  gateway: optional(bytes(4)),
  netmask: optional(bytes(4)),
});
export type ShelfManagerIp = ValueOfType<typeof shelfManagerIp>;
