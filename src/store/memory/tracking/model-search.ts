import { compareText } from "../../../core/index.js";
import type { Field, ModelMetric, OrderBy, OrderDataset, TrackingStore } from "../../../tracking/index.js";
import { compareNumber, firstOf, type Kept, type KeptModel } from "./kept.js";
import { shownModel } from "./models.js";
import { pageOf } from "./pages.js";

const NEWEST: readonly OrderBy[] = [
  { field: { entity: "attribute", key: "creation_timestamp" }, isDescending: true },
  { field: { entity: "attribute", key: "model_id" }, isDescending: false },
];

/** The part of the store that searches logged models. */
export function createModelSearch(kept: Kept): Pick<TrackingStore, "searchModels"> {
  return {
    async searchModels({ experimentIds, datasets, query, orderDatasets = [] }) {
      const seen = [...kept.models.values()].filter(
        ({ info, metrics }) =>
          info.stage === "active" &&
          experimentIds.includes(info.experimentId) &&
          (datasets.length === 0 || [...metrics.values()].some(isOnAny(datasets))),
      );
      const { items, next } = pageOf(seen, query, {
        orderBy: [...query.orderBy, ...NEWEST],
        value: (model, field) =>
          field.entity === "metric" ? metricsOf(model, field.key, datasets).map(foundAs) : modelValue(model, field),
        place: (model, field, index) => {
          if (field.entity !== "metric") return modelValue(model, field);
          const dataset = orderDatasets[index] ?? null;
          const latest = metricsOf(model, field.key, dataset ? [dataset] : []).sort(latestFirst)[0];
          return latest === undefined ? null : foundAs(latest);
        },
      });
      return { items: items.map(shownModel), next };
    },
  };
}

function isOnAny(datasets: readonly OrderDataset[]): (metric: ModelMetric) => boolean {
  return ({ datasetName, datasetDigest }) =>
    datasets.some(
      ({ name, digest }) => (name ?? datasetName) === datasetName && (digest ?? datasetDigest) === datasetDigest,
    );
}

function metricsOf({ metrics }: KeptModel, key: string, datasets: readonly OrderDataset[]): ModelMetric[] {
  const isWanted = datasets.length === 0 ? () => true : isOnAny(datasets);
  return [...metrics.values()].filter((metric) => metric.key === key && isWanted(metric));
}

function latestFirst(a: ModelMetric, b: ModelMetric): number {
  return firstOf(
    b.timestamp - a.timestamp,
    b.step - a.step,
    compareText(a.runId, b.runId),
    Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value)),
    compareNumber(b.value, a.value),
  );
}

/** MLflow finds NaN as 0. */
function foundAs({ value }: ModelMetric): number {
  return Number.isNaN(value) ? 0 : value;
}

function modelValue({ info, params, tags }: KeptModel, { entity, key }: Field): string | number | null {
  if (entity === "param") return params.get(key) ?? null;
  if (entity === "tag") return tags.get(key) ?? null;
  const attributes: Readonly<Record<string, string | number | null>> = {
    model_id: info.id,
    experiment_id: info.experimentId,
    name: info.name,
    model_type: info.modelType,
    status: info.status,
    lifecycle_stage: info.stage,
    source_run_id: info.sourceRunId,
    artifact_location: info.artifactUri,
    creation_timestamp: info.createdAt,
    last_updated_timestamp: info.updatedAt,
  };
  return attributes[key] ?? null;
}
