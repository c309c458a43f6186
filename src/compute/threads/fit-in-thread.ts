import { GyreError } from "../../core/index.js";
import type { AnyModel, EstimatorConfig, FoldData, Model } from "../../learn/index.js";
import { sharedData, startLearnThread } from "./learn-thread.js";

/** What {@link fitInThread} takes besides the data. */
export interface ThreadOptions {
  /** The same seed gives the same model as a fit with `createRandom(seed)` in this thread. */
  readonly seed?: string | number;
  readonly validation?: FoldData;
  /** Ends the thread at once; the promise rejects with `core.cancelled`. */
  readonly signal?: AbortSignal;
  readonly onRound?: (round: number, of: number) => void;
}

/** `fitModel` in a thread of its own, so that this one goes on and the fit can be cancelled. Throws what the fit throws. */
export async function fitInThread(
  config: EstimatorConfig,
  data: FoldData,
  options: ThreadOptions = {},
): Promise<Model> {
  const { signal, validation, seed = 0 } = options;
  if (signal?.aborted) throw new GyreError("core.cancelled", "the fit was cancelled");
  const thread = startLearnThread(sharedData(data));
  const stop = (): void => void thread.close();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const request = { kind: "fit", config, seed: String(seed), ...(validation ? { validation } : {}) } as const;
    const reply = await thread.ask(request, options.onRound);
    return (reply as { readonly model: AnyModel }).model as Model;
  } finally {
    signal?.removeEventListener("abort", stop);
    await thread.close();
  }
}
