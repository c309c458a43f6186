import { describe } from "vitest";
import type { TrackingStore } from "../../tracking/index.js";
import { datasetRecordsContract } from "./dataset-records.contract.js";
import { datasetSearchContract } from "./dataset-search.contract.js";
import { datasetStoreContract } from "./dataset-store.contract.js";
import type { EvaluationStore } from "./ports.js";
import { scorerStoreContract } from "./scorer-store.contract.js";

/** What is opened for a test: an empty store, beside a store with the default experiment alone. */
export interface OpenedEvaluation {
  readonly tracking: TrackingStore;
  readonly evaluation: EvaluationStore;
}

/** What every {@link EvaluationStore} must do. */
export function evaluationStoreContract(open: () => Promise<OpenedEvaluation>): void {
  const datasets = async () => (await open()).evaluation.datasets;
  describe("evaluation datasets", () => datasetStoreContract(datasets));
  describe("their records", () => datasetRecordsContract(datasets));
  describe("searches of them", () => datasetSearchContract(datasets));
  describe("scorers", () =>
    scorerStoreContract(async () => {
      const { tracking, evaluation } = await open();
      return { tracking, scorers: evaluation.scorers };
    }));
}
