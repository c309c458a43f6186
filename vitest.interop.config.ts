import { defineConfig } from "vitest/config";

/** Other people's clients and libraries against the built program. */
export default defineConfig({
  test: {
    include: ["test/interop/**/*.test.ts"],
    globalSetup: ["test/interop/setup.ts"],
    pool: "threads",
    // Each file has a server, and a Python that is busy too.
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
