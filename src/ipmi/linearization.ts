/** The twelve linearization functions and their inverses: IPMI 2.0 section 43.1, byte 24. */
interface Linearization {
  readonly apply: (x: number) => number;
  readonly invert: (y: number) => number;
}

const functions: Readonly<Record<string, Linearization>> = {
  linear: { apply: (x) => x, invert: (y) => y },
  ln: { apply: Math.log, invert: Math.exp },
  log10: { apply: Math.log10, invert: (y) => 10 ** y },
  log2: { apply: Math.log2, invert: (y) => 2 ** y },
  e: { apply: Math.exp, invert: Math.log },
  exp10: { apply: (x) => 10 ** x, invert: Math.log10 },
  exp2: { apply: (x) => 2 ** x, invert: Math.log2 },
  reciprocal: { apply: (x) => 1 / x, invert: (y) => 1 / y },
  square: { apply: (x) => x * x, invert: Math.sqrt },
  cube: { apply: (x) => x ** 3, invert: Math.cbrt },
  squareRoot: { apply: Math.sqrt, invert: (y) => y * y },
  cubeRoot: { apply: Math.cbrt, invert: (y) => y ** 3 },
};

const linear = functions["linear"]!;
const unknown: Linearization = { apply: () => Number.NaN, invert: () => Number.NaN };

/** Non-linear sensors are linear at each reading, with factors asked for there. Reserved codes have no value. */
export function linearizationOf(name: string | number): Linearization {
  return functions[name] ?? (isNonLinear(name) ? linear : unknown);
}

const firstNonLinear = 0x70;

/** Non-linear sensors have no function, and factors that hold for one reading: IPMI 2.0 section 36.2. */
export function isNonLinear(name: string | number): boolean {
  return typeof name === "number" && name >= firstNonLinear;
}
