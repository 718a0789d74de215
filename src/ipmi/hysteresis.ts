/** Hysteresis is counted on the raw side, whatever a count is worth: IPMI 2.0 sections 35.13.2 and 43.1, bytes 43 and 44. */
import { countFromRaw, rawFromCount } from "./raw-count.ts";
import { type ReadingFactors, rawFromValue, valueFromRaw } from "./reading.ts";
import type { ThresholdName } from "./thresholds.ts";

type Counted = Pick<ReadingFactors, "analogFormat">;

/** Raw count at which a threshold that was crossed still holds; one count further back it ends. At the end of the range at most. */
export function rearmRaw({ analogFormat }: Counted, threshold: ThresholdName, raw: number, hysteresis: number): number {
  const count = countFromRaw(analogFormat, raw);
  return count === undefined ? raw : (rawFromCount(analogFormat, back(threshold, count, hysteresis)) ?? raw);
}

/** True when no count is far enough back to end a threshold that was crossed: its hysteresis reaches over all of them. */
export function isEndless(factors: Counted, threshold: ThresholdName, raw: number, hysteresis: number): boolean {
  const count = countFromRaw(factors.analogFormat, raw);
  if (count === undefined || hysteresis === 0) return false;
  const end = rearmRaw(factors, threshold, raw, hysteresis + 1);
  return countFromRaw(factors.analogFormat, end) !== back(threshold, count, hysteresis + 1);
}

/** The count so many further from where a threshold is crossed. */
function back(threshold: ThresholdName, count: number, by: number): number {
  return threshold.startsWith("upper") ? count - by : count + by;
}

/** Counts nearest to a hysteresis of `width` in the sensor's unit below or above a threshold. Undefined when nothing converts to it. */
export function hysteresisFromWidth(
  factors: ReadingFactors,
  threshold: ThresholdName,
  raw: number,
  width: number,
): number | undefined {
  const limit = valueFromRaw(factors, raw);
  const from = countFromRaw(factors.analogFormat, raw);
  if (limit === undefined || from === undefined) return undefined;
  const falls = threshold.startsWith("upper") !== isReversed(factors);
  const rearm = rawFromValue(factors, falls ? limit - width : limit + width);
  const to = rearm === undefined ? undefined : countFromRaw(factors.analogFormat, rearm);
  return to === undefined ? undefined : Math.abs(from - to);
}

/**
 * True when greater raw counts stand for smaller values: a negative M, or 1/x. Controllers compare raw counts, so the
 * upper thresholds of such a sensor are lower ones in its unit: IPMI 2.0 section 36.5.1.
 */
export function isReversed({ m, linearization }: Pick<ReadingFactors, "m" | "linearization">): boolean {
  return m < 0 !== (linearization === "reciprocal");
}
