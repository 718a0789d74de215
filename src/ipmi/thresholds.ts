/** Names of thresholds and of the events they make, in the standard's bit order: IPMI 2.0 tables 42-2 and 43-1. */

export const thresholdBits = {
  lowerNonCritical: 0,
  lowerCritical: 1,
  lowerNonRecoverable: 2,
  upperNonCritical: 3,
  upperCritical: 4,
  upperNonRecoverable: 5,
} as const;
export type ThresholdName = keyof typeof thresholdBits;
export const thresholdNames = Object.keys(thresholdBits) as readonly ThresholdName[];

export const thresholdEventBits = {
  lowerNonCriticalGoingLow: 0,
  lowerNonCriticalGoingHigh: 1,
  lowerCriticalGoingLow: 2,
  lowerCriticalGoingHigh: 3,
  lowerNonRecoverableGoingLow: 4,
  lowerNonRecoverableGoingHigh: 5,
  upperNonCriticalGoingLow: 6,
  upperNonCriticalGoingHigh: 7,
  upperCriticalGoingLow: 8,
  upperCriticalGoingHigh: 9,
  upperNonRecoverableGoingLow: 10,
  upperNonRecoverableGoingHigh: 11,
} as const;
export type ThresholdEventName = keyof typeof thresholdEventBits;
export const thresholdEventNames = Object.keys(thresholdEventBits) as readonly ThresholdEventName[];

/** Names of the thresholds in a list that may also hold reserved bits as numbers. */
export function namedThresholds(bits: readonly (ThresholdName | number)[]): readonly ThresholdName[] {
  return bits.filter((bit) => typeof bit === "string");
}
