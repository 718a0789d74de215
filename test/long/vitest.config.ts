import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:long`: campaigns that take minutes. Seeds are printed; a failure names the one to repeat. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/long/**/*.test.ts"],
    testTimeout: 900_000,
    hookTimeout: 60_000,
    pool: "forks",
    reporters: ["verbose", "./test/support/summary-reporter.ts"],
  },
});
