import { defineConfig } from "vitest/config";

/** Programs killed at any moment, and a full disk: minutes of starting over, so apart from `npm test`. */
export default defineConfig({
  test: {
    include: ["test/crash/**/*.test.ts"],
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
