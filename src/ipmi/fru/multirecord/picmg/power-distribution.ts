import { countedList, struct, tag, u8, u16 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Shelf Power Distribution, PICMG record 11h: PICMG 3.0 section 3.9 (power management). */
export const powerDistribution = struct("Shelf Power Distribution", {
  kind: tag("picmg-power-distribution"),
  recordVersion: u8,
  feeds: countedList(
    struct("power distribution map", {
      /** Currents in tenths of an ampere. */
      maximumExternalCurrent: u16,
      maximumInternalCurrent: u16,
      /** In halves of a volt below zero. */
      minimumOperatingVoltage: u8,
      frus: countedList(struct("feed to FRU mapping", { hardwareAddress: u8, fruDeviceId: u8 })),
    }),
  ),
});
export type PowerDistribution = ValueOfType<typeof powerDistribution>;
