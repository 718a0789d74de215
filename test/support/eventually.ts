import { vi } from "vitest";

/** Looks until the check passes, with the patience that a busy machine needs: vitest's own is one second. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000, interval: 5 });
}
