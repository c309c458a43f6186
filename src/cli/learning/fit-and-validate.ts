import { availableParallelism } from "node:os";
import { openLearnThreads, type TimedFit } from "../../compute/threads/index.js";
import { createRandom } from "../../core/index.js";
import { type AnyConfig, type CrossValidation, planFolds, summariseFolds } from "../../learn/index.js";
import type { Output } from "../output.js";
import type { LearningData } from "./learning-data.js";

/** How a fit is run. */
export interface FitSettings {
  /** Folds of the cross-validation; 0 leaves it out. */
  readonly folds: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** The fit on all rows, and what the folds said. */
export interface Fitted extends TimedFit {
  readonly validation: CrossValidation | null;
}

/** Below this many values a fold is over before a second thread has started. */
const WORTH_A_THREAD = 200_000;

/** Cross-validates in as many threads as there are processors, then fits on all rows in one of them. */
export async function fitAndValidate(
  config: AnyConfig,
  data: LearningData,
  { folds, seed, signal }: FitSettings,
  output: Output,
): Promise<Fitted> {
  const { frame, target, weights, groups } = data;
  const small = frame.rows * frame.names.length < WORTH_A_THREAD;
  const count = folds === 0 || small ? 1 : availableParallelism();
  const plan = { folds, weights, groups, random: createRandom(seed) };
  const tasks = folds === 0 ? [] : planFolds(config, frame, target, plan);
  const threads = openLearnThreads({ frame, target, ...(weights ? { weights } : {}) }, { count, signal });
  try {
    const results = await threads.runFolds(tasks, (done, of) =>
      output.live(`cross-validation: ${done} of ${of} folds`),
    );
    const validation = folds === 0 ? null : summariseFolds(results, target, plan);
    signal.throwIfAborted();
    const onRound = (round: number, of: number): void => output.live(`fit: round ${round} of ${of}`);
    return { validation, ...(await threads.fit(config, { seed, onRound })) };
  } finally {
    await threads.close();
  }
}
