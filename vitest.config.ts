import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/bench/**", "test/long/**", "node_modules/**"],
    // Longer than anything in a test waits for a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    passWithNoTests: false,
    reporters: ["default", "./test/support/summary-reporter.ts"],
  },
});
