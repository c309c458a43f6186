import type { LoggedMetric, Metric, Param, TrackingStore } from "../../../tracking/index.js";
import { modelUnknown, paramsChanged } from "../../tracking-failures.js";
import { datasetIdentity, firstOf, type Kept, type KeptMetric, mapOf } from "./kept.js";
import { activeRun, RUN_NAME } from "./runs.js";

/** The part of the store that keeps what is logged to runs. */
export function createLog(kept: Kept): Pick<TrackingStore, "log" | "logInputs" | "logOutputs"> {
  return {
    async log(runId, { params, metrics, tags }) {
      const run = activeRun(kept, runId);
      const changed = changedParams(run.params, params);
      if (changed.length > 0) throw paramsChanged(runId, changed);
      for (const { modelId } of metrics)
        if (modelId !== undefined && !kept.models.has(modelId)) throw modelUnknown(modelId);

      for (const { key, value } of params) run.params.set(key, value);
      for (const metric of metrics) {
        const point = pointOf(metric);
        keepPoint(run.metrics, point);
        if (metric.modelId !== undefined) keepModelMetric(kept, runId, metric.modelId, metric);
      }
      for (const { key, value } of tags) {
        run.tags.set(key, value);
        if (key === RUN_NAME) run.info = { ...run.info, name: value };
      }
    },
    async logInputs(runId, inputs, modelIds) {
      const run = activeRun(kept, runId);
      for (const { dataset, tags } of inputs) {
        const { name, digest } = dataset;
        const identity = datasetIdentity(run.info.experimentId, name, digest);
        const known = kept.datasets.get(identity) ?? { ...dataset };
        kept.datasets.set(identity, known);
        if (!run.inputs.some((input) => input.dataset === known))
          run.inputs.push({ dataset: known, tags: mapOf(tags) });
      }
      for (const id of modelIds) if (!run.modelInputs.includes(id)) run.modelInputs.push(id);
    },
    async logOutputs(runId, models) {
      const { modelOutputs } = activeRun(kept, runId);
      for (const { modelId, step } of models) if (!modelOutputs.has(modelId)) modelOutputs.set(modelId, step);
    },
  };
}

/** Those params that have another value already. */
export function changedParams(was: ReadonlyMap<string, string>, wished: readonly Param[]) {
  return wished.flatMap(({ key, value }) => {
    const old = was.get(key);
    return old === undefined || old === value ? [] : [{ key, was: old, wished: value }];
  });
}

/** The point that a metric is kept as; adding 0 makes −0 a 0. */
function pointOf({ key, value, timestamp, step }: LoggedMetric): Metric {
  const finite = Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
  return { key, value: finite + 0, timestamp: timestamp + 0, step: step + 0 };
}

function keepPoint(metrics: Map<string, KeptMetric>, point: Metric): void {
  const kept = metrics.get(point.key);
  if (kept) {
    const identity = identityOf(point);
    if (kept.points.has(identity)) return;
    kept.points.set(identity, point);
    if (isLater(point, kept.latest)) kept.latest = point;
  } else metrics.set(point.key, { points: new Map([[identityOf(point), point]]), latest: point });
}

function identityOf({ timestamp, step, value }: Metric): string {
  return `${timestamp} ${step} ${value}`;
}

/** NaN counts as 0. */
function isLater(a: Metric, b: Metric): boolean {
  return firstOf(a.step - b.step, a.timestamp - b.timestamp, (a.value || 0) - (b.value || 0)) > 0;
}

function keepModelMetric(kept: Kept, runId: string, modelId: string, metric: LoggedMetric): void {
  const point = pointOf(metric);
  const datasetName = metric.datasetName ?? null;
  const datasetDigest = metric.datasetDigest ?? null;
  const identity = JSON.stringify([runId, point.key, identityOf(point), datasetName, datasetDigest]);
  const { metrics } = kept.models.get(modelId)!;
  if (!metrics.has(identity)) metrics.set(identity, { ...point, modelId, runId, datasetName, datasetDigest });
}
