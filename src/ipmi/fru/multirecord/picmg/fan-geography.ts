import { countedList, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Shelf Fan Geography, PICMG record 1Bh: PICMG 3.0 section 3.9.3. Which fan tray cools which sites. */
export const fanGeography = struct("Shelf Fan Geography", {
  kind: tag("picmg-fan-geography"),
  recordVersion: u8,
  entries: countedList(
    struct("fan to FRU entry", {
      /** 7-bit hardware address of the fan tray. */
      hardwareAddress: u8,
      fruDeviceId: u8,
      siteNumber: u8,
      siteType: u8,
    }),
  ),
});
export type FanGeography = ValueOfType<typeof fanGeography>;
