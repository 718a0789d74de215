import { countedList, struct, tag, u8, u16 } from "../../../../wire/declare.ts";
import type { ValueOfType } from "../../../../wire/type.ts";

/** Carrier Activation and Current Management, PICMG record 17h: AMC.0 section 3.7.2. */
export const carrierActivation = struct("Carrier Activation and Current Management", {
  kind: tag("picmg-carrier-activation"),
  recordVersion: u8,
  /** Tenths of an ampere at 12 V, for all modules together. */
  maximumInternalCurrent: u16,
  /** Seconds. */
  readinessAllowance: u8,
  descriptors: countedList(
    struct("module activation and current descriptor", {
      /** 8-bit slave address of the module on IPMB-L. */
      moduleAddress: u8,
      /** Tenths of an ampere. */
      maximumCurrent: u8,
      reserved2: u8,
    }),
  ),
});
export type CarrierActivation = ValueOfType<typeof carrierActivation>;
