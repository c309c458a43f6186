import { GyreError } from "../../../../../core/index.js";
import {
  badValue,
  checkDatasetInput,
  checkedBatch,
  checkedParam,
  checkedTag,
  checkMetric,
  type LoggedMetric,
  requireRunId,
  type Tag,
} from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { entryOf, given, type Message, type OperationOf } from "./message.js";

import { RUN_NAME_TAG } from "./runs.js";

const NOTHING = { params: [], metrics: [], tags: [] } as const;

export const logMetric: OperationOf<"logMetric"> = async ({ tracking }, message) => {
  const metric = metricOf(message);
  checkMetric(metric);
  await tracking.log(message.run_id, { ...NOTHING, metrics: [metric] });
  return {};
};

export const logParam: OperationOf<"logParam"> = async ({ tracking }, message) => {
  const param = checkedParam(entryOf(message));
  await inWords(tracking.log(message.run_id, { ...NOTHING, params: [param] }), ([{ key, was, wished }]) => {
    const known = `Param with key='${key}' was already logged with value='${was}' for run ID='${message.run_id}'.`;
    return `Changing param values is not allowed. ${known} Attempted logging new value '${wished}'.`;
  });
  return {};
};

export const logBatch: OperationOf<"logBatch"> = async ({ tracking }, message) => {
  requireRunId(message.run_id);
  const batch = checkedBatch({
    metrics: message.metrics.map(metricOf),
    params: message.params.map(entryOf),
    tags: withoutEmptyName(message.tags.map(entryOf)),
  });
  await tracking.log(message.run_id, batch);
  return {};
};

export const setTag: OperationOf<"setTag"> = async ({ tracking }, message) => {
  const tag = checkedTag(entryOf(message));
  await tracking.log(message.run_id, { ...NOTHING, tags: withoutEmptyName([tag]) });
  return {};
};

export const deleteTag: OperationOf<"deleteTag"> = async ({ tracking }, { run_id, key }) => {
  await tracking.removeRunTag(run_id, key);
  return {};
};

export const logInputs: OperationOf<"logInputs"> = async ({ tracking }, message) => {
  requireRunId(message.run_id);
  const datasets = message.datasets.map(({ dataset, tags }) => ({
    tags: tags.map(entryOf),
    dataset: {
      name: dataset?.name ?? "",
      digest: dataset?.digest ?? "",
      sourceType: dataset?.source_type ?? "",
      source: dataset?.source ?? "",
      schema: given(dataset?.schema) ?? null,
      profile: given(dataset?.profile) ?? null,
    },
  }));
  datasets.forEach(checkDatasetInput);
  await tracking.logInputs(
    message.run_id,
    datasets,
    message.models.map(({ model_id }) => model_id ?? ""),
  );
  return {};
};

export const logOutputs: OperationOf<"logOutputs"> = async ({ tracking }, { run_id, models }) => {
  await tracking.logOutputs(
    run_id,
    models.map(({ model_id, step }) => ({ modelId: model_id ?? "", step: step ?? 0 })),
  );
  return {};
};

function metricOf(message: Omit<Message<"logMetric">, "run_id" | "run_uuid">): LoggedMetric {
  const { key, value, timestamp, step = 0 } = message;
  const modelId = given(message.model_id);
  const datasetName = given(message.dataset_name);
  const datasetDigest = given(message.dataset_digest);
  if ((datasetName === undefined) !== (datasetDigest === undefined))
    throw badValue("Both dataset_name and dataset_digest must be provided if one is provided");
  return {
    key,
    value,
    timestamp,
    step,
    ...(modelId !== undefined && { modelId }),
    ...(datasetName !== undefined && { datasetName }),
    ...(datasetDigest !== undefined && { datasetDigest }),
  };
}

/** A run keeps its name when it is to have none. */
function withoutEmptyName(tags: readonly Tag[]): readonly Tag[] {
  return tags.filter(({ key, value }) => key !== RUN_NAME_TAG || value !== "");
}

interface ChangedParam {
  readonly key: string;
  readonly was: string;
  readonly wished: string;
}

/** What was refused because params were to change, in the words of the procedure. */
async function inWords(
  logged: ReturnType<MlflowContext["tracking"]["log"]>,
  words: (changed: readonly ChangedParam[]) => string,
): Promise<void> {
  try {
    await logged;
  } catch (error) {
    if (!(error instanceof GyreError) || error.code !== "tracking.param_changed") throw error;
    const changed = error.details.changed as readonly ChangedParam[];
    throw new GyreError("tracking.param_changed", words(changed), { details: error.details, cause: error });
  }
}
