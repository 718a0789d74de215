/** Between engineering values and raw counts (IPMI 2.0 section 36.3): value = (M x raw + B x 10^Bexp) x 10^Rexp. */
import { UsageError } from "../../src/base/errors.ts";

export type AnalogFormat = "unsigned" | "onesComplement" | "twosComplement";

export interface Factors {
  readonly m: number;
  readonly b: number;
  readonly rExp: number;
  readonly bExp: number;
}

const fieldMin = -512;
const fieldMax = 511;

/**
 * The factors of a sensor whose raw count moves in steps of `step` and reads `offset` at count 0. Throws UsageError
 * `E_MACHINE` when 10-bit M and B with 4-bit exponents cannot say it exactly.
 */
export function factorsFor(step: number, offset: number): Factors {
  for (let rExp = -8; rExp <= 7; rExp++) {
    const m = nearInteger(step / 10 ** rExp);
    if (m === undefined || m === 0 || m < fieldMin || m > fieldMax) continue;
    const target = offset / 10 ** rExp;
    for (let bExp = -8; bExp <= 7; bExp++) {
      const b = nearInteger(target / 10 ** bExp);
      if (b !== undefined && b >= fieldMin && b <= fieldMax) return plain({ m, b, rExp, bExp });
    }
  }
  throw new UsageError("E_MACHINE", `step ${step} with offset ${offset} cannot be expressed in IPMI sensor factors`);
}

/** The form people write: M without trailing zeros, and no exponent on a B of 0. */
function plain(factors: Factors): Factors {
  const { b } = factors;
  let { m, rExp, bExp } = factors;
  if (b === 0) bExp = 0;
  while (m % 10 === 0 && rExp < 7 && (b === 0 || bExp > -8)) {
    m /= 10;
    rExp++;
    if (b !== 0) bExp--;
  }
  return { m, b, rExp, bExp };
}

function nearInteger(value: number): number | undefined {
  const rounded = Math.round(value);
  return Math.abs(value - rounded) <= 1e-9 * Math.abs(value) ? rounded : undefined;
}

/** The engineering value of a signed count. */
export function toValue(count: number, { m, b, rExp, bExp }: Factors): number {
  return (m * count + b * 10 ** bExp) * 10 ** rExp;
}

/** Smallest and largest signed count of a format. */
export function countRange(format: AnalogFormat): readonly [number, number] {
  if (format === "unsigned") return [0, 255];
  return format === "twosComplement" ? [-128, 127] : [-127, 127];
}

/** The raw byte nearest to `value`, or undefined when the format cannot hold it. */
export function toRaw(value: number, factors: Factors, format: AnalogFormat): number | undefined {
  const count = Math.round((value / 10 ** factors.rExp - factors.b * 10 ** factors.bExp) / factors.m) + 0;
  const [low, high] = countRange(format);
  if (!(count >= low && count <= high)) return undefined;
  if (count >= 0) return count;
  return format === "twosComplement" ? count + 256 : count + 255;
}

/** The signed count of a raw byte. */
export function toCount(raw: number, format: AnalogFormat): number {
  if (format === "unsigned" || raw < 128) return raw;
  return format === "twosComplement" ? raw - 256 : raw - 255;
}
