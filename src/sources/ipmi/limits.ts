import { type ThresholdName, type Thresholds, thresholdNames } from "../../hpi/rdr/sensor.ts";
import { hysteresisFromWidth, isEndless, isReversed, rearmRaw } from "../../ipmi/hysteresis.ts";
import { isNonLinear } from "../../ipmi/linearization.ts";
import {
  hysteresisFromRaw,
  type ReadingFactors,
  rawFromHysteresis,
  rawFromValue,
  valueFromRaw,
} from "../../ipmi/reading.ts";
import type { FullSensor } from "../../ipmi/sdr/index.ts";
import {
  type ThresholdName as IpmiThresholdName,
  thresholdNames as ipmiThresholdNames,
} from "../../ipmi/thresholds.ts";
import { hpiThreshold } from "./sensor-rdr.ts";

/** A sensor's thresholds in its unit, and where each ends again. */
export interface Limits {
  readonly thresholds: Thresholds;
  /** The last value at which a crossed threshold still holds. */
  readonly rearm: Readonly<Partial<Record<ThresholdName, number>>>;
  /** Thresholds that no reading ends once they were crossed: their hysteresis reaches past the end of the range. */
  readonly endless: readonly ThresholdName[];
  /** Null where the sensor has none, or none that it tells. */
  readonly hysteresis: Hysteresis | null;
}

/** In raw counts. */
export interface Hysteresis {
  readonly positive: number;
  readonly negative: number;
}

/** The hysteresis of the record; null where it says that there is none, or none that it knows. */
export function hysteresisOf(record: FullSensor): Hysteresis | null {
  if (record.hysteresisSupport === "none") return null;
  return { positive: record.positiveHysteresis, negative: record.negativeHysteresis };
}

/** Raw thresholds by the controller's names. */
export type RawThresholds = ReadonlyMap<IpmiThresholdName, number>;

/** The raw counts that `limitsOf` converts. */
export function countsOf(record: FullSensor, raw: RawThresholds, hysteresis: Hysteresis | null): readonly number[] {
  return [...raw].flatMap(([name, count]) => [count, rearmOf(record, name, count, hysteresis)]);
}

/** Of a byte that nobody has written: as many counts as there are. */
const unspecified = 0xff;

function rearmOf(record: FullSensor, name: IpmiThresholdName, count: number, hysteresis: Hysteresis | null): number {
  return rearmRaw(record, name, count, widthOf(name, hysteresis));
}

/** In counts. */
function widthOf(name: IpmiThresholdName, hysteresis: Hysteresis | null): number {
  const { positive = 0, negative = 0 } = hysteresis ?? {};
  const counts = name.startsWith("upper") ? positive : negative;
  return counts === unspecified ? 0 : counts;
}

/**
 * Converts raw thresholds. `factorsAt` gives the factors of a raw count, null where nobody knows them. A hysteresis is a
 * number of counts; its width is told where it is the same at every threshold it belongs to.
 */
export function limitsOf(
  record: FullSensor,
  raw: RawThresholds,
  hysteresis: Hysteresis | null,
  factorsAt: (raw: number) => ReadingFactors | null,
): Limits {
  const valueAt = (count: number) => {
    const factors = factorsAt(count);
    return factors === null ? null : valueFromRaw(factors, count);
  };
  const thresholds: Partial<Record<ThresholdName, number>> = {};
  const rearm: Partial<Record<ThresholdName, number>> = {};
  const endless: ThresholdName[] = [];
  for (const [name, count] of raw) {
    const value = valueAt(count);
    if (value === null || value === undefined) continue;
    const threshold = hpiThreshold(name, record);
    const last = valueAt(rearmOf(record, name, count, hysteresis));
    // Counts without a value, such as 0 of a logarithm, are never read.
    const beyond = threshold.startsWith("upper") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    thresholds[threshold] = value;
    rearm[threshold] = last === null ? value : (last ?? beyond);
    if (isEndless(record, name, count, widthOf(name, hysteresis))) endless.push(threshold);
  }
  const limits = { thresholds, rearm, endless, hysteresis };
  return hysteresis === null
    ? limits
    : { ...limits, thresholds: { ...thresholds, ...widthsOf(record, hysteresis, limits) } };
}

function widthsOf(record: FullSensor, { positive, negative }: Hysteresis, limits: Limits): Thresholds {
  const [upCounts, downCounts] = isReversed(record) ? [negative, positive] : [positive, negative];
  const width = (counts: number, side: "upper" | "lower") => {
    if (counts === unspecified) return undefined;
    return record.linearization === "linear" ? hysteresisFromRaw(record, counts) : commonWidth(limits, side);
  };
  const up = width(upCounts, "upper");
  const down = width(downCounts, "lower");
  return {
    ...(up === undefined ? {} : { positiveHysteresis: up }),
    ...(down === undefined ? {} : { negativeHysteresis: down }),
  };
}

const digits = 6;

function commonWidth({ thresholds, rearm }: Limits, side: "upper" | "lower"): number | undefined {
  const own = thresholdNames.filter((name) => name.startsWith(side) && thresholds[name] !== undefined);
  const widths = own.map((name) => Number(Math.abs(thresholds[name]! - rearm[name]!).toPrecision(digits)));
  const [first, ...others] = widths;
  const isCommon = first !== undefined && Number.isFinite(first) && others.every((width) => width === first);
  return isCommon ? first : undefined;
}

/** Counts of a hysteresis of `width` on one side. Undefined where counts have another width at every threshold. */
export function hysteresisCounts(
  record: FullSensor,
  side: "positive" | "negative",
  width: number,
  known: Thresholds,
): number | undefined {
  if (record.linearization === "linear") return rawFromHysteresis(record, width);
  if (width === 0) return 0;
  const names = ipmiThresholdNames.filter((name) => {
    const threshold = hpiThreshold(name, record);
    return threshold.startsWith(side === "positive" ? "upper" : "lower") && known[threshold] !== undefined;
  });
  const [name, ...others] = names;
  if (name === undefined || others.length > 0 || isNonLinear(record.linearization)) return undefined;
  const raw = rawFromValue(record, known[hpiThreshold(name, record)]!);
  return raw === undefined ? undefined : hysteresisFromWidth(record, name, raw, width);
}
