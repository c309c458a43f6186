export { artifactPath } from "./artifact-path.js";
export { treePath } from "./artifact-uri.js";
export {
  collectGarbage,
  type Garbage,
  type GarbageContext,
  type GarbageWish,
  type TraceGarbage,
} from "./collect-garbage.js";
export type { KeptItem, NeededArtifacts } from "./garbage-places.js";
export { badValue, invalidValue, plainJson } from "./invalid-value.js";
export { lastByKey } from "./last-by-key.js";
export {
  characters,
  experimentIdOf,
  LIMITS,
  nameFault,
  pathFault,
  requireExperimentName,
  requireLength,
  requireLoggedModelName,
  requireName,
  requireRunId,
  truncated,
} from "./limits.js";
export {
  checkDatasetInput,
  checkExperimentTag,
  checkedBatch,
  checkedParam,
  checkedTag,
  checkMetric,
} from "./log-limits.js";
export type {
  ArtifactContent,
  ArtifactEntry,
  ArtifactFile,
  ArtifactGarbage,
  ArtifactStore,
  ArtifactTree,
  Collectable,
  Curve,
  CurveQuery,
  HistoryQuery,
  LogBatch,
  LoggedMetric,
  TrackingStore,
  TrainingRunStore,
  View,
} from "./ports.js";
export { randomHexId, randomName } from "./run-name.js";
export { allOf } from "./search/all-of.js";
export { compareBy } from "./search/compare-by.js";
export { evaluate, type FieldValue, type Lookup } from "./search/evaluate.js";
export { type ModelOrderItem, modelOrderBy, modelOrderDatasets } from "./search/model-order-by.js";
export { readPageToken, writePageToken } from "./search/page-token.js";
export { parseFilter, readFilter } from "./search/parse-filter.js";
export { parseOrderBy } from "./search/parse-order-by.js";
export { patternOf } from "./search/pattern.js";
export { pythonInt } from "./search/python/number.js";
export { floatText, pythonRepr } from "./search/python/repr.js";
export type {
  Comparator,
  Condition,
  Cursor,
  Field,
  OrderBy,
  OrderDataset,
  Page,
  Query,
  Searchable,
} from "./search/types.js";
export { treeDigest } from "./tree-digest.js";
export {
  Artifact,
  Dataset,
  DatasetInput,
  Environment,
  Experiment,
  LifecycleStage,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  ModelMetric,
  ModelOutput,
  Param,
  Run,
  RunInfo,
  RunStatus,
  Tag,
  TrainingRun,
} from "./types.js";
export { wholeContent } from "./whole-content.js";
