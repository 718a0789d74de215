/** Raw counts to engineering units and back: IPMI 2.0 sections 36.3 and 36.4. */
import { isNonLinear, linearizationOf } from "./linearization.ts";
import { type AnalogFormat, countFromRaw, rawFromCount } from "./raw-count.ts";

/** What a Full Sensor Record, or Get Sensor Reading Factors, says about conversion. */
export interface ReadingFactors {
  readonly analogFormat: AnalogFormat;
  readonly linearization: string | number;
  readonly m: number;
  readonly b: number;
  /** K1. */
  readonly bExponent: number;
  /** K2. */
  readonly rExponent: number;
  /** In half counts. */
  readonly tolerance: number;
}

/** The value of a raw count in the sensor's unit. Undefined without an analog reading or where the function has no value. */
export function valueFromRaw(factors: ReadingFactors, raw: number): number | undefined {
  const count = countFromRaw(factors.analogFormat, raw);
  if (count === undefined) return undefined;
  const value = linearizationOf(factors.linearization).apply(linearValue(factors, count));
  return Number.isFinite(value) ? value : undefined;
}

/** The raw count nearest to a value, at the end of the range for a value outside it. Undefined when nothing converts to it. */
export function rawFromValue(factors: ReadingFactors, value: number): number | undefined {
  const { m, b, bExponent, rExponent, analogFormat } = factors;
  const linear = linearizationOf(factors.linearization).invert(value);
  const count = (linear * power(-rExponent) - b * power(bExponent)) / m;
  return Number.isFinite(count) ? rawFromCount(analogFormat, roundOff(count, 6)) : undefined;
}

/** Largest error around a raw count, in the sensor's unit: half counts, taken before linearization (IPMI 2.0 section 36.4.1). */
export function toleranceAt(factors: ReadingFactors, raw: number): number {
  const half = factors.tolerance / 2;
  return isLinear(factors) ? stepOf(factors) * half : spread(factors, raw, half);
}

/** Difference to the neighbouring raw count, the greater of the two, in the sensor's unit: IPMI 2.0 section 36.4.2. */
export function stepAt(factors: ReadingFactors, raw: number): number {
  return isLinear(factors) ? stepOf(factors) : spread(factors, raw, 1);
}

/** Difference of two neighbouring raw counts before linearization. */
export function stepOf({ m, rExponent }: ReadingFactors): number {
  return roundOff(Math.abs(m) * power(rExponent), Math.max(0, -rExponent));
}

/** How far the value moves at most when the count does by so much; 0 where it has none. */
function spread(factors: ReadingFactors, raw: number, counts: number): number {
  const count = countFromRaw(factors.analogFormat, raw);
  if (count === undefined) return 0;
  const { apply } = linearizationOf(factors.linearization);
  const at = apply(linearValue(factors, count));
  const moves = [count - counts, count + counts].map((c) => Math.abs(apply(linearValue(factors, c)) - at));
  return significant(Math.max(0, ...moves.filter(Number.isFinite)));
}

/** Whether every count is worth the same. Non-linear sensors are linear at each reading. */
export function isLinear({ linearization }: Pick<ReadingFactors, "linearization">): boolean {
  return linearization === "linear" || isNonLinear(linearization);
}

/** Width in the sensor's unit of a hysteresis given in counts; for linear sensors. */
export function hysteresisFromRaw(factors: ReadingFactors, raw: number): number {
  return roundOff(raw * Math.abs(factors.m) * power(factors.rExponent), Math.max(0, -factors.rExponent));
}

/** Counts nearest to a hysteresis in the sensor's unit; for linear sensors. */
export function rawFromHysteresis(factors: ReadingFactors, width: number): number {
  const step = stepOf(factors);
  return step === 0 ? 0 : Math.min(0xff, Math.max(0, Math.round(width / step)));
}

/** (M x + B 10^K1) 10^K2, with no more decimals than the factors can make: 3.3, not 3.3000000000000003. */
function linearValue({ m, b, bExponent, rExponent }: ReadingFactors, count: number): number {
  const value = (m * count + b * power(bExponent)) * power(rExponent);
  return roundOff(value, Math.max(0, -rExponent, b === 0 ? 0 : -(rExponent + bExponent)));
}

function power(exponent: number): number {
  return Number(`1e${exponent}`);
}

function roundOff(value: number, decimals: number): number {
  return Math.abs(value) < 1e21 ? Number(value.toFixed(Math.min(decimals, 20))) : value;
}

/** Differences of irrational numbers need no more than this. */
function significant(value: number): number {
  return Number(value.toPrecision(6));
}
