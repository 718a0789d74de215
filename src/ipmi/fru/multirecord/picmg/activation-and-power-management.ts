import { bits, countedList, flag, span, struct, tag, u8, u16 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Shelf Activation and Power Management, PICMG record 12h: PICMG 3.0 section 3.9 (power management). */
export const activationAndPowerManagement = struct("Shelf Activation and Power Management", {
  kind: tag("picmg-activation-and-power-management"),
  recordVersion: u8,
  /** Seconds. */
  readinessAllowance: u8,
  descriptors: countedList(
    struct("FRU activation and power descriptor", {
      /** 7-bit hardware address. */
      hardwareAddress: u8,
      fruDeviceId: u8,
      /** Watts. */
      maximumPower: u16,
      ...bits(1, {
        /** Tenths of a second. */
        delayBeforeNext: span(5, 0),
        shelfManagerActivates: flag(6),
        shelfManagerDeactivates: flag(7),
      }),
    }),
  ),
});
export type ActivationAndPowerManagement = ValueOfType<typeof activationAndPowerManagement>;
