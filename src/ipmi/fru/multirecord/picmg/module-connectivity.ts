import {
  bits,
  bytes,
  countedList,
  flag,
  list,
  named,
  reserved,
  span,
  struct,
  tag,
  u8,
} from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** AdvancedMC Point-to-Point Connectivity, PICMG record 19h: AMC.0 section 3.9.1.2. */
export const moduleConnectivity = struct("AdvancedMC Point-to-Point Connectivity", {
  kind: tag("picmg-module-connectivity"),
  recordVersion: u8,
  /** GUIDs of OEM link types. */
  guids: countedList(bytes(16)),
  /** The module itself, else a device of the carrier. */
  ...bits(1, { resourceId: span(3, 0), reservedResource4: reserved(6, 4), isModule: flag(7) }),
  channels: countedList(
    struct(
      "AdvancedMC channel descriptor",
      // Ports of the four lanes; 31 = the lane is not used.
      bits(3, {
        lane0Port: span(4, 0),
        lane1Port: span(9, 5),
        lane2Port: span(14, 10),
        lane3Port: span(19, 15),
        reserved20: reserved(23, 20),
      }),
    ),
  ),
  links: list(
    "rest",
    struct("AdvancedMC link descriptor", {
      ...bits(4, {
        /** Index in `channels`. */
        channel: span(7, 0),
        /** Lane n in bit n. */
        lanes: span(11, 8),
        linkType: span(19, 12),
        linkTypeExtension: span(23, 20),
        groupingId: span(31, 24),
      }),
      ...bits(1, {
        asymmetricMatch: named(span(1, 0), { exact: 0, with10: 1, with01: 2 }),
        reservedMatch2: reserved(7, 2),
      }),
    }),
  ),
});
export type ModuleConnectivity = ValueOfType<typeof moduleConnectivity>;
