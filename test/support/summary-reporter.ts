import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/**
 * Ends a run with the plain line `N passed, N failed, N skipped`, after naming what was skipped for want of a program.
 * Writes the same counts as JSON to the file named in HPI_AGENT_TEST_SUMMARY. A run of no tests is a failure.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === "passed").length;
    const skipped = tests.filter((test) => test.result().state === "skipped");
    // A file that cannot be loaded holds no test, yet it is a failure.
    const broken = modules.filter((module) => module.errors().length > 0 && !hasFailedTest(module)).length;
    const failed = tests.filter((test) => test.result().state === "failed").length + broken;

    for (const [reason, count] of reasons(skipped)) console.log(`skipped ${count}: needs ${reason}`);
    console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
    if (tests.length === 0) process.exitCode = 1;
    const file = process.env["HPI_AGENT_TEST_SUMMARY"];
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, skipped: skipped.length }));
  }
}

function hasFailedTest(module: TestModule): boolean {
  return [...module.children.allTests()].some((test) => test.result().state === "failed");
}

function reasons(skipped: readonly TestCase[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const test of skipped) {
    const reason = /\[needs (.+?)\]/.exec(test.fullName)?.[1];
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}
