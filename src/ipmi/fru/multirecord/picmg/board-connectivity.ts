import { bits, bytes, countedList, list, named, span, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Board Point-to-Point Connectivity, PICMG record 14h: PICMG 3.0 section 3.7.2.3. */
export const boardConnectivity = struct("Board Point-to-Point Connectivity", {
  kind: tag("picmg-board-connectivity"),
  recordVersion: u8,
  /** GUIDs of OEM link types. */
  guids: countedList(bytes(16)),
  links: list(
    "rest",
    struct(
      "link descriptor",
      bits(4, {
        channel: span(5, 0),
        interface: named(span(7, 6), { base: 0, fabric: 1, update: 2 }),
        /** Port n in bit n. */
        ports: span(11, 8),
        linkType: span(19, 12),
        linkTypeExtension: span(23, 20),
        groupingId: span(31, 24),
      }),
    ),
  ),
});
export type BoardConnectivity = ValueOfType<typeof boardConnectivity>;
