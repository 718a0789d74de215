import { bits, countedList, named, reserved, span, struct, tag, u8, u16, u24 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Radial IPMB-0 Link Mapping, PICMG record 15h: PICMG 3.0 section 3 (IPMB-0). Which link of a hub leads to which FRU. */
export const radialIpmb = struct("Radial IPMB-0 Link Mapping", {
  kind: tag("picmg-radial-ipmb"),
  recordVersion: u8,
  /** IANA number of who defined the connector of the shelf manager. */
  connectorDefiner: u24,
  connectorVersion: u16,
  hubs: countedList(
    struct("IPMB-0 hub descriptor", {
      /** 7-bit. */
      hardwareAddress: u8,
      ...bits(1, { buses: named(span(1, 0), { "IPMB-A": 1, "IPMB-B": 2, both: 3 }), reservedBuses2: reserved(7, 2) }),
      links: countedList(struct("IPMB-0 link mapping", { hardwareAddress: u8, linkNumber: u8 })),
    }),
  ),
});
export type RadialIpmb = ValueOfType<typeof radialIpmb>;
