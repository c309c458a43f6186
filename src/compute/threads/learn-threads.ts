import { GyreError } from "../../core/index.js";
import type { AnyConfig, FoldData, FoldResult, FoldTask, Model } from "../../learn/index.js";
import { type LearnThread, startLearnThread } from "./learn-thread.js";
import { sharedData } from "./share.js";

/** A fit and the processor time that it took, of all threads of this process. */
export interface TimedFit {
  readonly model: Model;
  /** Sorting values into bins, for estimators that do; else 0. */
  readonly binCpuSeconds: number;
  /** The rest of the fit. */
  readonly fitCpuSeconds: number;
}

/** What a fit in a thread takes besides configuration and data. */
export interface ThreadFitOptions {
  /** The same seed gives the same model as a fit with `createRandom(seed)` in this thread. Default 0. */
  readonly seed?: string | number;
  /** Rows to stop early by, for estimators that do. */
  readonly validation?: FoldData;
  /** Called now and then with the round that was done, and once more after the last. */
  readonly onRound?: (round: number, of: number) => void;
}

/** Threads that learn from the same data, one request after the other; they must be closed. */
export interface LearnThreads {
  /** Runs the tasks of a plan over the threads; the results are in the order of the tasks. Throws what a fold throws. */
  runFolds(tasks: readonly FoldTask[], onFold?: (done: number, of: number) => void): Promise<FoldResult[]>;
  /** Fits on all rows in the first thread, after letting the others go. Throws what the fit throws. */
  fit(config: AnyConfig, options?: ThreadFitOptions): Promise<TimedFit>;
  /** Ends the threads at once, whatever they do, and waits until they are gone. */
  close(): Promise<void>;
}

/**
 * Up to `count` threads, each started when there is work for it; they share the numbers of `data` instead of copying them. Once `signal`
 * is aborted they end at once, and what they were asked for throws `core.cancelled`.
 */
export function openLearnThreads(
  data: FoldData,
  { count, signal }: { readonly count: number; readonly signal?: AbortSignal | undefined },
): LearnThreads {
  const shared = sharedData(data);
  const started: LearnThread[] = [];
  let closed = false;
  const thread = (i: number): LearnThread => {
    if (closed || signal?.aborted) throw new GyreError("core.cancelled", "the fit was cancelled");
    return (started[i] ??= startLearnThread(shared));
  };
  let ended: Promise<unknown> = Promise.resolve();
  const end = (from: number): Promise<unknown> => {
    ended = Promise.all([ended, ...started.splice(from).map((one) => one.close())]);
    return ended;
  };
  const stop = (): void => void end(0);
  signal?.addEventListener("abort", stop, { once: true });
  return {
    async runFolds(tasks, onFold) {
      const results = new Array<FoldResult>(tasks.length);
      let [next, done] = [0, 0];
      const work = async (i: number): Promise<void> => {
        while (next < tasks.length) {
          const at = next++;
          const { data: _shared, ...task } = tasks[at];
          const reply = await thread(i).ask({ kind: "fold", task });
          results[at] = (reply as { readonly result: FoldResult }).result;
          onFold?.(++done, tasks.length);
        }
      };
      await Promise.all(Array.from({ length: Math.max(1, Math.min(count, tasks.length)) }, (_, i) => work(i)));
      return results;
    },
    async fit(config, { seed = 0, validation, onRound } = {}) {
      await end(1);
      const request = { kind: "fit", config, seed, ...(validation ? { validation } : {}) } as const;
      const { kind: _fit, ...timed } = await thread(0).ask(request, onRound);
      return timed as unknown as TimedFit;
    },
    async close() {
      closed = true;
      signal?.removeEventListener("abort", stop);
      await end(0);
    },
  };
}
