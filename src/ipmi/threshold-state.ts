/** Which thresholds a value crosses, hysteresis honoured: IPMI 2.0 sections 35.6 and 36.5. */
import { type ThresholdName, thresholdNames } from "./thresholds.ts";

/** In one unit: all raw counts' values or all engineering values. */
export type ThresholdValues = Readonly<Partial<Record<ThresholdName, number>>>;

export interface Hysteresis {
  /** How far below an upper threshold a value must fall before it is no longer crossed. */
  readonly positive: number;
  /** How far above a lower threshold a value must rise. */
  readonly negative: number;
}

const noHysteresis: Hysteresis = { positive: 0, negative: 0 };

/** The thresholds that `value` crosses, given those crossed before. */
export function crossedThresholds(
  value: number,
  thresholds: ThresholdValues,
  hysteresis: Hysteresis = noHysteresis,
  before: readonly ThresholdName[] = [],
): readonly ThresholdName[] {
  return thresholdNames.filter((name) => {
    const threshold = thresholds[name];
    if (threshold === undefined) return false;
    const held = before.includes(name);
    if (name.startsWith("upper")) return value >= threshold || (held && value > threshold - hysteresis.positive);
    return value <= threshold || (held && value < threshold + hysteresis.negative);
  });
}

/** True when both name the same thresholds: ours and those the controller itself reports. */
export function sameThresholds(ours: readonly ThresholdName[], reported: readonly ThresholdName[]): boolean {
  return ours.length === reported.length && ours.every((name) => reported.includes(name));
}
