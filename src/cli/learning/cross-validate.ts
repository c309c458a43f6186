import { availableParallelism } from "node:os";
import { runFolds } from "../../compute/threads/index.js";
import { createRandom } from "../../core/index.js";
import { type AnyConfig, type CrossValidation, planFolds, summariseFolds } from "../../learn/index.js";
import type { LearningData } from "./learning-data.js";

/** Below this many values a fit is over before a thread has started. */
const WORTH_A_THREAD = 200_000;

/** Cross-validates in as many threads as there are processors, or in this one where the table is small. */
export async function crossValidateData(
  config: AnyConfig,
  data: LearningData,
  options: { readonly folds: number; readonly seed: number; readonly onFold: (done: number, of: number) => void },
): Promise<CrossValidation> {
  const { frame, target, weights, groups } = data;
  const plan = { folds: options.folds, weights, groups, random: createRandom(options.seed) };
  const small = frame.rows * frame.names.length < WORTH_A_THREAD;
  const results = await runFolds(planFolds(config, frame, target, plan), {
    threads: small ? 1 : availableParallelism(),
    onFold: options.onFold,
  });
  return summariseFolds(results, target, plan);
}
