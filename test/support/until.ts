import { InternalError } from "../../src/base/errors.ts";

/** Waits for a condition, looking every 25 ms; fails with what was waited for. */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, what = () => "a condition" }: { timeoutMs?: number; what?: () => string } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value as NonNullable<T>;
    if (performance.now() > deadline) throw new InternalError("E_TEST", `waited ${timeoutMs} ms for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
