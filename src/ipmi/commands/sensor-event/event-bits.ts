import { bitSet, optionalBits, reserved } from "../../../wire/declare.ts";

/**
 * Events of a sensor by number: offsets of a discrete sensor, `thresholdEventBits` of a threshold sensor. A short
 * request or response leaves them out.
 */
export const eventBits = {
  ...optionalBits(2, { assertion: bitSet(14, 0), reservedAssertion15: reserved(15, 15) }),
  ...optionalBits(2, { deassertion: bitSet(14, 0), reservedDeassertion15: reserved(15, 15) }),
};
