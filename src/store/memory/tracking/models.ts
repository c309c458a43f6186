import { compareText, GyreError } from "../../../core/index.js";
import type { LoggedModel, ModelMetric, TrackingStore } from "../../../tracking/index.js";
import { modelParamsChanged, modelUnknown } from "../../tracking-failures.js";
import { activeExperiment } from "./experiments.js";
import { compareNumber, firstOf, type Kept, type KeptModel, mapOf, pairs } from "./kept.js";
import { changedParams } from "./log.js";

type Change = Parameters<TrackingStore["changeModel"]>[1];

/** A logged model as it is given out. */
export function shownModel(model: KeptModel): LoggedModel {
  const metrics = [...model.metrics.values()].sort((a, b) => firstOf(compareText(a.key, b.key), byAge(a, b)));
  return {
    ...model.info,
    params: pairs(model.params),
    tags: pairs(model.tags),
    metrics: metrics.map((metric) => ({ ...metric })),
  };
}

/** The part of the store that keeps logged models. */
export function createModels(
  kept: Kept,
): Pick<TrackingStore, "createModel" | "model" | "changeModel" | "modelMetrics"> {
  return {
    async createModel({ params, tags, ...info }) {
      activeExperiment(kept, info.experimentId);
      const made = { info, params: mapOf(params), tags: mapOf(tags), metrics: new Map(), deletedAt: null };
      kept.models.set(info.id, made);
    },
    async model(id) {
      const found = kept.models.get(id);
      return found && found.info.stage === "active" ? shownModel(found) : null;
    },
    async changeModel(id, change) {
      const model = kept.models.get(id);
      if (!model) throw modelUnknown(id);
      checkChange(model, change);
      for (const { key, value } of change.params ?? []) model.params.set(key, value);
      for (const { key, value } of change.tags ?? [])
        if (value === null) model.tags.delete(key);
        else model.tags.set(key, value);
      if (change.stage === "deleted") model.deletedAt ??= change.at;
      const { status = model.info.status, stage = model.info.stage, at } = change;
      model.info = { ...model.info, status, stage, updatedAt: at };
      return shownModel(model);
    },
    async modelMetrics(id) {
      const metrics = [...(kept.models.get(id)?.metrics.values() ?? [])];
      return metrics.map((metric) => ({ ...metric })).sort(byAge);
    },
  };
}

function checkChange({ info, params, tags }: KeptModel, change: Change): void {
  const changed = changedParams(params, change.params ?? []);
  if (changed.length > 0) throw modelParamsChanged(info.id, changed);
  for (const { key, value } of change.tags ?? [])
    if (value === null && !tags.has(key))
      throw new GyreError("tracking.tag_unknown", `No tag with key '${key}' found for model with ID '${info.id}'.`);
}

function byAge(a: ModelMetric, b: ModelMetric): number {
  return firstOf(
    a.timestamp - b.timestamp,
    a.step - b.step,
    compareText(a.key, b.key),
    compareText(a.runId, b.runId),
    compareNumber(a.value, b.value),
    compareText(a.datasetName ?? "", b.datasetName ?? ""),
    compareText(a.datasetDigest ?? "", b.datasetDigest ?? ""),
  );
}
