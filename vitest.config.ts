import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Everything that needs no outside service: the rooms' own tests, and what belongs to no one room. */
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["test/interop/**", "**/node_modules/**"],
    // Threads start sooner than processes, and DuckDB, SQLite and ONNX Runtime load in them as well.
    pool: "threads",
    // Many tests start DuckDB with two threads or processes of their own: more than four at once only wait for each other.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
