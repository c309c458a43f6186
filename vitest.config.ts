import { availableParallelism } from "node:os";
import { join, sep } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const WHOLE_PROGRAM = join(import.meta.dirname, "test") + sep;

/** What starts whole programs takes longest: it goes first, so that at the end no processor waits for one file alone. */
class WholeProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification): number => (moduleId.startsWith(WHOLE_PROGRAM) ? 0 : 1);
    return sorted.sort((a, b) => place(a) - place(b));
  }
}

/** Everything that needs no outside service: the rooms' own tests, and what belongs to no one room. */
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["test/interop/**", "test/crash/**", "test/postgres/**", "**/node_modules/**"],
    // Threads start sooner than processes, and DuckDB, SQLite and ONNX Runtime load in them as well.
    pool: "threads",
    // Many tests start DuckDB with two threads or processes of their own: more than four at once only wait for each other.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
    sequence: { sequencer: WholeProgramsFirst },
    // Far more than any test needs: where others share the processors, a test may wait long for its turn.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
