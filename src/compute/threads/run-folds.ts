import { GyreError } from "../../core/index.js";
import { type FoldResult, type FoldTask, learner, runFold } from "../../learn/index.js";
import { sharedData, startLearnThread } from "./learn-thread.js";

/** How folds are run. */
export interface RunFoldsOptions {
  /** Folds at a time, each in a thread of its own; 1 runs them in this one. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  /** Called after each fold. */
  readonly onFold?: (done: number, of: number) => void;
}

/**
 * Runs the tasks of one plan, whose data is the same, some at a time. The results are those of running them one after the other, in
 * the order of the tasks. Throws what a fold throws, and `core.cancelled` once `signal` is aborted; no thread is left behind.
 */
export async function runFolds(tasks: readonly FoldTask[], options: RunFoldsOptions): Promise<FoldResult[]> {
  const { signal, onFold } = options;
  const results = new Array<FoldResult>(tasks.length);
  let next = 0;
  let done = 0;
  const count = Math.min(options.threads, tasks.length);
  if (count <= 1) {
    return tasks.map((task, i) => {
      if (signal?.aborted) throw new GyreError("core.cancelled", "the cross-validation was cancelled");
      const result = runFold(task, learner);
      onFold?.(i + 1, tasks.length);
      return result;
    });
  }
  const data = sharedData(tasks[0].data);
  const threads = Array.from({ length: count }, () => startLearnThread(data));
  const close = (): Promise<unknown> => Promise.all(threads.map((thread) => thread.close()));
  const stop = (): void => void close();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  try {
    await Promise.all(
      threads.map(async (thread) => {
        while (next < tasks.length) {
          const at = next++;
          const { data: _shared, ...task } = tasks[at];
          const reply = await thread.ask({ kind: "fold", task });
          results[at] = (reply as { readonly result: FoldResult }).result;
          onFold?.(++done, tasks.length);
        }
      }),
    );
    return results;
  } finally {
    signal?.removeEventListener("abort", stop);
    await close();
  }
}
