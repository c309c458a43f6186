import { compareText } from "../../../core/index.js";
import type { Field, FieldValue, OrderBy, TrackingStore } from "../../../tracking/index.js";
import { shownExperiment } from "./experiments.js";
import { firstOf, type Kept, type KeptExperiment, type KeptRun } from "./kept.js";
import { pageOf } from "./pages.js";
import { shownRun } from "./runs.js";

const CONTEXT = "mlflow.data.context";

const NEWEST: readonly OrderBy[] = [
  { field: { entity: "attribute", key: "creation_time" }, isDescending: true },
  { field: { entity: "attribute", key: "experiment_id" }, isDescending: false },
];
const LAST_STARTED: readonly OrderBy[] = [
  { field: { entity: "attribute", key: "start_time" }, isDescending: true },
  { field: { entity: "attribute", key: "run_id" }, isDescending: false },
];

/** The part of the store that searches experiments and runs. */
export function createSearches(kept: Kept): Pick<TrackingStore, "searchExperiments" | "searchRuns" | "datasets"> {
  return {
    async searchExperiments(view, query) {
      const seen = [...kept.experiments.values()].filter(({ info }) => view === "all" || info.stage === view);
      const { items, next } = pageOf(seen, query, {
        orderBy: [...query.orderBy, ...NEWEST],
        value: experimentValue,
        place: ({ info, tags }, { entity, key }) => {
          if (entity === "tag") return tags.get(key) ?? null;
          return key === "experiment_id" ? Number(info.id) : (experimentAttributes({ info })[key] ?? null);
        },
      });
      return { items: items.map(shownExperiment), next };
    },
    async searchRuns(experimentIds, view, query) {
      const seen = [...kept.runs.values()].filter(
        ({ info }) => experimentIds.includes(info.experimentId) && (view === "all" || info.stage === view),
      );
      const { items, next } = pageOf(seen, query, {
        orderBy: [...query.orderBy, ...LAST_STARTED],
        value: runValue,
        place: (run, field) => (field.entity === "dataset" ? null : runScalar(run, field)),
      });
      return { items: items.map(shownRun), next };
    },
    async datasets(experimentIds, limit) {
      const readings = [...kept.runs.values()]
        .filter(({ info }) => experimentIds.includes(info.experimentId))
        .flatMap(({ info, inputs }) =>
          inputs.map(({ dataset: { name, digest }, tags }) => {
            return { experimentId: info.experimentId, name, digest, context: tags.get(CONTEXT) ?? "" };
          }),
        );
      const once = new Map(readings.map((reading) => [JSON.stringify(Object.values(reading)), reading]));
      return [...once.values()]
        .sort((a, b) =>
          firstOf(
            Number(a.experimentId) - Number(b.experimentId),
            compareText(a.name, b.name),
            compareText(a.digest, b.digest),
            compareText(a.context, b.context),
          ),
        )
        .slice(0, limit);
    },
  };
}

function experimentAttributes({ info }: Pick<KeptExperiment, "info">): Readonly<Record<string, string | number>> {
  const { id, name, createdAt, updatedAt } = info;
  return { experiment_id: id, name, creation_time: createdAt, last_update_time: updatedAt };
}

function experimentValue({ info, tags }: KeptExperiment, { entity, key }: Field): FieldValue {
  return (entity === "tag" ? tags.get(key) : experimentAttributes({ info })[key]) ?? null;
}

function runValue(run: KeptRun, field: Field): FieldValue {
  if (field.entity !== "dataset") return runScalar(run, field);
  return run.inputs.flatMap(({ dataset: { name, digest }, tags }) => {
    const values: Readonly<Record<string, string | undefined>> = { name, digest, context: tags.get(CONTEXT) };
    return values[field.key] ?? [];
  });
}

function runScalar({ info, metrics, params, tags }: KeptRun, { entity, key }: Field): string | number | null {
  if (entity === "metric") return metrics.get(key)?.latest.value ?? null;
  if (entity === "param") return params.get(key) ?? null;
  if (entity === "tag") return tags.get(key) ?? null;
  const attributes: Readonly<Record<string, string | number | null>> = {
    run_id: info.id,
    run_name: info.name,
    user_id: info.userId,
    status: info.status,
    artifact_uri: info.artifactUri,
    start_time: info.startedAt,
    end_time: info.endedAt,
  };
  return attributes[key] ?? null;
}
