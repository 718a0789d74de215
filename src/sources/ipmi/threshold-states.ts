import { type ThresholdName, type Thresholds, thresholdNames } from "../../hpi/rdr/sensor.ts";
import type { Limits } from "./limits.ts";

/**
 * The threshold states of a value. A state that was asserted holds until the value is back past its threshold by more
 * than the hysteresis: positive for upper thresholds, negative for lower ones (IPMI 2.0 section 35.6). ipmi_sim compares
 * in the same way.
 */
export function thresholdStates(
  value: number,
  { thresholds, rearm }: Pick<Limits, "thresholds" | "rearm">,
  before: readonly string[],
): readonly ThresholdName[] {
  return thresholdNames.filter((name) => {
    const threshold = thresholds[name];
    if (threshold === undefined) return false;
    const limit = before.includes(name) ? (rearm[name] ?? threshold) : threshold;
    // Both sides come from conversions of raw counts; only rounding tells equal ones apart.
    const rounding = Number.isFinite(limit) ? 1e-9 * Math.abs(limit) : 0;
    return name.startsWith("lower") ? value <= limit + rounding : value >= limit - rounding;
  });
}

const ascending: readonly ThresholdName[] = [
  "lowerCritical",
  "lowerMajor",
  "lowerMinor",
  "upperMinor",
  "upperMajor",
  "upperCritical",
];

/** True when thresholds lie in the order that makes sense. */
export function inOrder(thresholds: Thresholds): boolean {
  const values = ascending.flatMap((name) => thresholds[name] ?? []);
  return values.every((value, i) => i === 0 || values[i - 1]! <= value);
}
