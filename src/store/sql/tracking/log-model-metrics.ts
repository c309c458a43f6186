import type { Kysely } from "kysely";
import type { LoggedMetric } from "../../../tracking/index.js";
import type { Runner } from "../compile-query.js";
import type { Tables } from "../schema.js";
import { compileInsert } from "./inserts.js";
import { pointOf } from "./latest.js";

/** Metrics of a run, and the numbers of the models that they name. */
export interface ModelMetrics {
  readonly runId: string;
  readonly models: ReadonlyMap<string, number>;
  readonly metrics: readonly LoggedMetric[];
}

/** Writes those metrics that name a model to that model as well. */
export type ModelMetricWriter = (on: Runner, logged: ModelMetrics) => Promise<void>;

/** A {@link ModelMetricWriter} whose statement is compiled for this dialect. */
export function createModelMetricWriter(db: Kysely<Tables>): ModelMetricWriter {
  const same = ["model", "key", "at", "step", "nan", "value", "run_id", "dataset_name", "dataset_digest"] as const;
  const insert = compileInsert(db, { table: "logged_model_metrics", columns: same, same, changes: [] });
  return async (on, { runId, models, metrics }) => {
    const rows = metrics.flatMap((metric) => {
      const model = models.get(metric.modelId ?? "");
      if (model === undefined) return [];
      const { at, step, nan, value } = pointOf(metric);
      const { key, datasetName = "", datasetDigest = "" } = metric;
      return [[model, key, at, step, nan, value, runId, datasetName, datasetDigest]];
    });
    await insert(on, rows);
  };
}
