/** Middle value; of an even number the mean of the two middle ones. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Median with the extremes, e.g. `12.3 ms (11.9-14.0)`. */
export function spread(values: readonly number[], unit: string): string {
  const digits = median(values) < 10 ? 2 : 0;
  const show = (value: number) => value.toFixed(digits);
  return `${show(median(values))} ${unit} (${show(Math.min(...values))}-${show(Math.max(...values))})`;
}
