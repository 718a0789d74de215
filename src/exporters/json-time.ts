/** A time as RFC 3339 text; null for none and for what no calendar holds. */
export function jsonTime(ms: number | null): string | null {
  if (ms === null || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
  return new Date(ms).toISOString();
}
