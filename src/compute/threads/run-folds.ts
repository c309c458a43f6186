import { availableParallelism } from "node:os";
import type { FoldResult, FoldTask } from "../../learn/index.js";
import { openLearnThreads } from "./learn-threads.js";

/** How folds are run. */
export interface RunFoldsOptions {
  /** Folds at a time, each in a thread of its own. Default: one for each processor. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Called after each fold. */
  readonly onFold?: (done: number, of: number) => void;
}

/**
 * Runs the tasks of one plan, whose data is the same, some at a time. The results are those of running them one after the other in this
 * thread, in the order of the tasks. Throws what a fold throws, and `core.cancelled` once `signal` is aborted; no thread is left behind.
 *
 * @example
 * ```ts
 * const results = await runFolds(planFolds(gbdt(), frame, target), { threads: 4 });
 * ```
 */
export async function runFolds(tasks: readonly FoldTask[], options: RunFoldsOptions = {}): Promise<FoldResult[]> {
  if (tasks.length === 0) return [];
  const { threads = availableParallelism(), signal, onFold } = options;
  const open = openLearnThreads(tasks[0].data, { count: threads, signal });
  try {
    return await open.runFolds(tasks, onFold);
  } finally {
    await open.close();
  }
}
