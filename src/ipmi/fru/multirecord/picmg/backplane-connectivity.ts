import { bits, countedList, list, reserved, span, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Backplane Point-to-Point Connectivity, PICMG record 04h: PICMG 3.0 section 3.7.2.2. */
export const backplaneConnectivity = struct("Backplane Point-to-Point Connectivity", {
  kind: tag("picmg-backplane-connectivity"),
  recordVersion: u8,
  slots: list(
    "rest",
    struct("point-to-point slot descriptor", {
      channelType: u8,
      /** 7-bit hardware address. */
      slotAddress: u8,
      channels: countedList(
        struct(
          "point-to-point channel descriptor",
          bits(3, {
            remoteSlot: span(7, 0),
            remoteChannel: span(12, 8),
            localChannel: span(17, 13),
            reserved18: reserved(23, 18),
          }),
        ),
      ),
    }),
  ),
});
export type BackplaneConnectivity = ValueOfType<typeof backplaneConnectivity>;
