import { type ThresholdName, type Thresholds, thresholdNames } from "../../hpi/rdr/sensor.ts";

/**
 * The threshold states of a value. A state that was asserted stays so until the value is back past its threshold by
 * more than the hysteresis: positive for upper thresholds, negative for lower ones (IPMI 2.0 section 35.6). ipmi_sim
 * compares in the same way.
 */
export function thresholdStates(
  value: number,
  thresholds: Thresholds,
  before: readonly string[],
): readonly ThresholdName[] {
  return thresholdNames.filter((name) => {
    const threshold = thresholds[name];
    if (threshold === undefined) return false;
    // Both sides come from conversions of raw counts; only rounding tells equal ones apart.
    const rounding = 1e-9 * Math.max(1, Math.abs(threshold));
    const held = before.includes(name);
    if (name.startsWith("lower")) {
      const hysteresis = held ? Math.max(0, thresholds.negativeHysteresis ?? 0) : 0;
      return value <= threshold + hysteresis + rounding;
    }
    const hysteresis = held ? Math.max(0, thresholds.positiveHysteresis ?? 0) : 0;
    return value >= threshold - hysteresis - rounding;
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
