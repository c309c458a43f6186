import Type from "typebox";

/** A key and a text; of one key the last value counts. */
export const Tag = Type.Object({ key: Type.String(), value: Type.String() });
export type Tag = Type.Static<typeof Tag>;

/** A hyperparameter; set once, never changed. */
export const Param = Type.Object({ key: Type.String(), value: Type.String() });
export type Param = Type.Static<typeof Param>;

/** One measured value; NaN is a value, ±∞ are kept as the largest finite numbers. */
export const Metric = Type.Object({
  key: Type.String(),
  value: Type.Number(),
  timestamp: Type.Integer({ description: "ms since the epoch" }),
  step: Type.Integer({ description: "may be negative" }),
});
export type Metric = Type.Static<typeof Metric>;

/** What may be looked at: deleted things can be restored until they are collected. */
export const LifecycleStage = Type.Union([Type.Literal("active"), Type.Literal("deleted")]);
export type LifecycleStage = Type.Static<typeof LifecycleStage>;

/** A folder of runs. Its id is a decimal number as text; its name is its own, also when it is deleted. */
export const Experiment = Type.Object({
  id: Type.String(),
  name: Type.String(),
  artifactLocation: Type.String({ description: "URI under which its runs' artifacts are" }),
  stage: LifecycleStage,
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  tags: Type.Array(Tag),
});
export type Experiment = Type.Static<typeof Experiment>;

export const RunStatus = Type.Union([
  Type.Literal("RUNNING"),
  Type.Literal("SCHEDULED"),
  Type.Literal("FINISHED"),
  Type.Literal("FAILED"),
  Type.Literal("KILLED"),
]);
export type RunStatus = Type.Static<typeof RunStatus>;

/** A run without what was logged to it. */
export const RunInfo = Type.Object({
  id: Type.String({ description: "32 hexadecimal digits" }),
  experimentId: Type.String(),
  name: Type.String({ description: "always the tag mlflow.runName" }),
  userId: Type.String(),
  status: RunStatus,
  startedAt: Type.Union([Type.Integer(), Type.Null()]),
  endedAt: Type.Union([Type.Integer(), Type.Null()]),
  artifactUri: Type.String(),
  stage: LifecycleStage,
});
export type RunInfo = Type.Static<typeof RunInfo>;

/** Data that a run read; the same (experiment, name, digest) is the same dataset. */
export const Dataset = Type.Object({
  name: Type.String(),
  digest: Type.String(),
  sourceType: Type.String(),
  source: Type.String(),
  schema: Type.Union([Type.String(), Type.Null()]),
  profile: Type.Union([Type.String(), Type.Null()]),
});
export type Dataset = Type.Static<typeof Dataset>;

export const DatasetInput = Type.Object({ dataset: Dataset, tags: Type.Array(Tag) });
export type DatasetInput = Type.Static<typeof DatasetInput>;

/** A logged model that a run made, at a step. */
export const ModelOutput = Type.Object({ modelId: Type.String(), step: Type.Integer() });
export type ModelOutput = Type.Static<typeof ModelOutput>;

/** A run with all that was logged to it; of each metric the latest: the greatest (step, timestamp, value), NaN counting as 0, of equals the first. */
export const Run = Type.Object({
  info: RunInfo,
  metrics: Type.Array(Metric),
  params: Type.Array(Param),
  tags: Type.Array(Tag),
  datasets: Type.Array(DatasetInput),
  modelInputs: Type.Array(Type.String({ description: "ids of logged models" })),
  modelOutputs: Type.Array(ModelOutput),
});
export type Run = Type.Static<typeof Run>;

export const LoggedModelStatus = Type.Union([
  Type.Literal("LOGGED_MODEL_PENDING"),
  Type.Literal("LOGGED_MODEL_READY"),
  Type.Literal("LOGGED_MODEL_UPLOAD_FAILED"),
]);
export type LoggedModelStatus = Type.Static<typeof LoggedModelStatus>;

/** A metric of a logged model: the run that measured it, and the dataset it was measured on. */
export const ModelMetric = Type.Intersect([
  Metric,
  Type.Object({
    modelId: Type.String(),
    runId: Type.String(),
    datasetName: Type.Union([Type.String(), Type.Null()]),
    datasetDigest: Type.Union([Type.String(), Type.Null()]),
  }),
]);
export type ModelMetric = Type.Static<typeof ModelMetric>;

/** A model that a run logged, with the files under `artifactUri`; `metrics` are all that were measured, by key, then (timestamp, step). */
export const LoggedModel = Type.Object({
  id: Type.String({ description: "m- and 32 hexadecimal digits" }),
  experimentId: Type.String(),
  name: Type.String(),
  artifactUri: Type.String(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  status: LoggedModelStatus,
  stage: LifecycleStage,
  modelType: Type.String(),
  sourceRunId: Type.Union([Type.String(), Type.Null()]),
  params: Type.Array(Param),
  tags: Type.Array(Tag),
  metrics: Type.Array(ModelMetric),
});
export type LoggedModel = Type.Static<typeof LoggedModel>;

/** A file that a run made, kept by content. */
export const Artifact = Type.Object({ name: Type.String(), digest: Type.String(), sizeBytes: Type.Integer() });
export type Artifact = Type.Static<typeof Artifact>;

/** Where a run took place: enough to tell two results apart. */
export const Environment = Type.Object({
  gyre: Type.String(),
  node: Type.String(),
  platform: Type.String(),
  arch: Type.String(),
});
export type Environment = Type.Static<typeof Environment>;

/** One training: what went in, what came out. `metrics` are of the holdout. */
export const TrainingRun = Type.Object({
  id: Type.String(),
  project: Type.String(),
  model: Type.String(),
  status: Type.Union([Type.Literal("running"), Type.Literal("finished"), Type.Literal("failed")]),
  startedAt: Type.Number(),
  endedAt: Type.Union([Type.Number(), Type.Null()]),
  asOf: Type.Number({ description: "only what was known at this time was used; ms" }),
  params: Type.Record(Type.String(), Type.Unknown()),
  metrics: Type.Record(Type.String(), Type.Number()),
  datasetVersion: Type.String(),
  definitionHashes: Type.Record(Type.String(), Type.String()),
  codeVersion: Type.String(),
  seed: Type.String(),
  environment: Environment,
  artifacts: Type.Array(Artifact),
  failure: Type.Union([Type.String(), Type.Null()]),
});
export type TrainingRun = Type.Static<typeof TrainingRun>;
