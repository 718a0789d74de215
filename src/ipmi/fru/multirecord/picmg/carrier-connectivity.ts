import { bits, countedList, flag, list, reserved, span, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Carrier Point-to-Point Connectivity, PICMG record 18h: AMC.0 section 3.9.1.1. */
export const carrierConnectivity = struct("Carrier Point-to-Point Connectivity", {
  kind: tag("picmg-carrier-connectivity"),
  recordVersion: u8,
  resources: list(
    "rest",
    struct("point-to-point AdvancedMC resource descriptor", {
      /** An AdvancedMC site, else a device of the carrier. */
      ...bits(1, { resourceId: span(3, 0), reservedResource4: reserved(6, 4), isModule: flag(7) }),
      connections: countedList(
        struct("point-to-point connection descriptor", {
          ...bits(1, { remoteResourceId: span(3, 0), reservedRemote4: reserved(6, 4), remoteIsModule: flag(7) }),
          ...bits(2, { remotePort: span(4, 0), localPort: span(9, 5), reservedPort10: reserved(15, 10) }),
        }),
      ),
    }),
  ),
});
export type CarrierConnectivity = ValueOfType<typeof carrierConnectivity>;
