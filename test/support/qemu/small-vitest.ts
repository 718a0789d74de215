/**
 * As much of vitest as a shared suite needs, for places where vitest itself is too heavy: a guest under emulation. The
 * same names and meanings; what is missing here fails loudly.
 */
import { isDeepStrictEqual } from "node:util";
import { InternalError, messageOf } from "../../../src/base/errors.ts";

type Hook = () => unknown;

interface Test {
  readonly name: string;
  readonly hooks: readonly Hook[];
  readonly run: () => unknown;
}

export interface TestResult {
  readonly name: string;
  /** Undefined when it passed. */
  readonly failure: string | undefined;
  readonly ms: number;
}

interface Scope {
  readonly names: readonly string[];
  readonly hooks: Hook[];
}

const tests: Test[] = [];
const scopes: Scope[] = [{ names: [], hooks: [] }];
const testTimeoutMs = 60_000;

export function describe(name: string, body: () => void): void {
  scopes.push({ names: [...scopes.at(-1)!.names, name], hooks: [] });
  body();
  scopes.pop();
}

export function it(name: string, run: () => unknown): void {
  const { names } = scopes.at(-1)!;
  tests.push({ name: [...names, name].join(" > "), hooks: scopes.flatMap((scope) => scope.hooks), run });
}

/** A function that the hook returns runs after the test. */
export function beforeEach(hook: Hook): void {
  scopes.at(-1)!.hooks.push(hook);
}

/** Runs every test there is, or those of a group, one after the other. */
export async function runTests(group: string | undefined, report: (result: TestResult) => void): Promise<void> {
  for (const { name, hooks, run } of tests) {
    if (group !== undefined && !name.split(" > ").includes(group)) continue;
    const started = performance.now();
    const failure = await failureOf(async () => {
      const endings: unknown[] = [];
      try {
        for (const hook of hooks) endings.unshift(await hook());
        await run();
      } finally {
        for (const ending of endings) if (typeof ending === "function") await ending();
      }
    });
    report({ name, failure, ms: Math.round(performance.now() - started) });
  }
}

async function failureOf(body: () => Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`took longer than ${testTimeoutMs} ms`), testTimeoutMs);
  });
  const outcome = body().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  const failure = await Promise.race([outcome, late]);
  clearTimeout(timer);
  return failure;
}

class Expected {
  readonly matches: (actual: unknown) => boolean;

  constructor(matches: (actual: unknown) => boolean) {
    this.matches = matches;
  }
}

function equal(actual: unknown, expected: unknown): boolean {
  if (expected instanceof Expected) return expected.matches(actual);
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && actual.length === expected.length && expected.every((e, i) => equal(actual[i], e));
  }
  return isDeepStrictEqual(actual, expected);
}

function show(value: unknown): string {
  return value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value));
}

function matchers(actual: unknown, positive: boolean) {
  const check = (name: string, good: boolean, expected?: unknown) => {
    if (good === positive) return;
    const not = positive ? "" : "not ";
    throw new InternalError("E_TEST", `expected ${show(actual)} ${not}${name} ${show(expected)}`);
  };
  const calls = () => (actual as { mock: { calls: unknown[][] } }).mock.calls.length;
  return {
    toBe: (expected: unknown) => check("to be", Object.is(actual, expected), expected),
    toEqual: (expected: unknown) => check("to equal", equal(actual, expected), expected),
    toMatch: (expected: RegExp) => check("to match", expected.test(String(actual)), expected),
    toHaveLength: (expected: number) =>
      check("to have length", (actual as { length: number }).length === expected, expected),
    toBeLessThanOrEqual: (expected: number) => check("to be at most", (actual as number) <= expected, expected),
    toBeGreaterThan: (expected: number) => check("to be above", (actual as number) > expected, expected),
    toBeUndefined: () => check("to be", actual === undefined),
    toHaveBeenCalled: () => check("to have been called", calls() > 0),
    toHaveBeenCalledTimes: (expected: number) => check("calls to be", calls() === expected, expected),
  };
}

export const expect = Object.assign(
  (actual: unknown) => ({ ...matchers(actual, true), not: matchers(actual, false) }),
  {
    stringMatching: (pattern: RegExp) => new Expected((actual) => typeof actual === "string" && pattern.test(actual)),
  },
);

export const vi = {
  fn() {
    const mock = { calls: [] as unknown[][] };
    const mocked = (...args: unknown[]) => {
      mock.calls.push(args);
    };
    return Object.assign(mocked, {
      mock,
      mockClear() {
        mock.calls.length = 0;
      },
    });
  },
  /** Emulated machines are slow: the shortest patience is 10 s. */
  async waitFor<T>(body: () => T | Promise<T>, options: { timeout?: number; interval?: number } = {}): Promise<T> {
    const until = performance.now() + Math.max(options.timeout ?? 0, 10_000);
    for (;;) {
      try {
        return await body();
      } catch (error) {
        if (performance.now() >= until) throw new InternalError("E_TEST", messageOf(error), {}, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, options.interval ?? 20));
    }
  },
};
