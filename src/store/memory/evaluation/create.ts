import type { EvaluationStore } from "../../../tracing/index.js";
import type { TrackingStore } from "../../../tracking/index.js";
import { createEvaluationDatasets } from "./datasets.js";
import { createScorers } from "./scorers.js";

/** An {@link EvaluationStore} in memory, beside the store that keeps the experiments of its scorers. */
export function createMemoryEvaluationStore({
  tracking,
}: {
  readonly tracking: Pick<TrackingStore, "experiment">;
}): EvaluationStore {
  return { datasets: createEvaluationDatasets(), scorers: createScorers(tracking) };
}
