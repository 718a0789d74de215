/** The linearizations in the order of their codes: IPMI 2.0 table 43-1. Written by hand, not taken from the code under test. */
export const linearizations = [
  "linear",
  "ln",
  "log10",
  "log2",
  "e",
  "exp10",
  "exp2",
  "reciprocal",
  "square",
  "cube",
  "squareRoot",
  "cubeRoot",
] as const;
