import type {
  DatasetInput,
  Experiment,
  LifecycleStage,
  LoggedModel,
  Metric,
  ModelMetric,
  Run,
  RunInfo,
} from "../../../../../tracking/index.js";

type Reply = Readonly<Record<string, unknown>>;

/** An experiment as it is sent. */
export function experimentReply(experiment: Experiment): Reply {
  return {
    experiment_id: experiment.id,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.stage,
    last_update_time: experiment.updatedAt,
    creation_time: experiment.createdAt,
    tags: experiment.tags,
    workspace: "default",
  };
}

/** A run without what was logged to it. */
export function runInfoReply(info: RunInfo): Reply {
  return {
    run_uuid: info.id,
    experiment_id: info.experimentId,
    run_name: info.name,
    user_id: info.userId,
    status: info.status,
    start_time: info.startedAt,
    end_time: info.endedAt,
    artifact_uri: info.artifactUri,
    lifecycle_stage: info.stage,
    run_id: info.id,
  };
}

/** A run with all that was logged to it. */
export function runReply(run: Run): Reply {
  return {
    info: runInfoReply(run.info),
    data: { metrics: run.metrics.map(metricReply), params: run.params, tags: run.tags },
    inputs: {
      dataset_inputs: run.datasets.map(datasetInputReply),
      model_inputs: run.modelInputs.map((id) => ({ model_id: id })),
    },
    outputs: { model_outputs: run.modelOutputs.map(({ modelId, step }) => ({ model_id: modelId, step })) },
  };
}

/** A metric of a run. */
export function metricReply({ key, value, timestamp, step }: Metric): Reply {
  return { key, value, timestamp, step };
}

/** A logged model with its params and metrics. */
export function loggedModelReply(model: LoggedModel): Reply {
  return {
    info: {
      model_id: model.id,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: model.artifactUri,
      status: model.status,
      model_type: model.modelType,
      source_run_id: model.sourceRunId ?? "",
      tags: model.tags,
    },
    data: { params: model.params, metrics: model.metrics.map(modelMetricReply) },
  };
}

/** What a view asks to see; active things by default. */
export function stageOf(view: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL" | undefined): LifecycleStage | "all" {
  if (view === "ALL") return "all";
  return view === "DELETED_ONLY" ? "deleted" : "active";
}

function modelMetricReply(metric: ModelMetric): Reply {
  return {
    ...metricReply(metric),
    dataset_name: metric.datasetName,
    dataset_digest: metric.datasetDigest,
    model_id: metric.modelId,
    run_id: metric.runId,
  };
}

function datasetInputReply({ dataset, tags }: DatasetInput): Reply {
  return {
    tags,
    dataset: {
      name: dataset.name,
      digest: dataset.digest,
      source_type: dataset.sourceType,
      source: dataset.source,
      schema: dataset.schema,
      profile: dataset.profile,
    },
  };
}
