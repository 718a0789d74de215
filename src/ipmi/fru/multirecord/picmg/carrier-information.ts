import { bits, countedBytes, span, struct, tag, u8 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Carrier Information Table, PICMG record 1Ah: AMC.0 section 3.4.1. */
export const carrierInformation = struct("Carrier Information Table", {
  kind: tag("picmg-carrier-information"),
  recordVersion: u8,
  ...bits(1, { extensionMajor: span(3, 0), extensionMinor: span(7, 4) }),
  /** Numbers of the AdvancedMC sites. */
  sites: countedBytes(),
});
export type CarrierInformation = ValueOfType<typeof carrierInformation>;
