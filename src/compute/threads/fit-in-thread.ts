import type { EstimatorConfig, FoldData, Model } from "../../learn/index.js";
import { openLearnThreads, type ThreadFitOptions } from "./learn-threads.js";

/** What {@link fitInThread} takes besides configuration and data. */
export interface FitInThreadOptions extends ThreadFitOptions {
  /** Ends the thread at once; the promise rejects with `core.cancelled`. */
  readonly signal?: AbortSignal;
}

/**
 * `fitModel` in a thread of its own, so that this one goes on and the fit can be cancelled: the same bits as with `createRandom(seed)`
 * here. Boosted trees with `threads` above 1 get that many. Throws what the fit throws, and `core.cancelled` once `signal` is aborted.
 *
 * @example
 * ```ts
 * const model = await fitInThread(gbdt({ trees: 500 }), { frame, target }, { signal: AbortSignal.timeout(60_000) });
 * ```
 */
export async function fitInThread(
  config: EstimatorConfig,
  data: FoldData,
  options: FitInThreadOptions = {},
): Promise<Model> {
  const threads = openLearnThreads(data, { count: 1, signal: options.signal });
  try {
    return (await threads.fit(config, options)).model;
  } finally {
    await threads.close();
  }
}
